import { expect, test } from "vitest";
import type { Absence, Duty, StaffedQueue } from "@/api/types";
import { addDays, cityDay, dateOnly, dayWords, daysOf, mondayOf, monthDay, outline, queueWords, rowsOf, runsOf, runWords, slotsOf, slotTime, touches, weekday, weekName, type Slot } from "./roster";

test("weeks begin on Monday, over the end of a month and of a year", () => {
  expect(mondayOf("2026-11-29")).toBe("2026-11-23");
  expect(mondayOf("2026-11-23")).toBe("2026-11-23");
  expect(mondayOf("2027-01-01")).toBe("2026-12-28");
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(daysOf("2026-11-30")).toHaveLength(7);
  expect([weekday("2026-11-29"), monthDay("2026-11-09"), weekName("2026-11-30")]).toEqual(["周日", "11月9日", "11月30日 – 12月6日"]);
});

test("half-hours by the clock", () => expect([slotTime(0), slotTime(19), slotTime(48)]).toEqual(["00:00", "09:30", "24:00"]));

const absence = (starts_at: string, ends_at: string, state = "approved"): Absence => ({
  id: "a", account_id: "li", account_name: "李", kind: "leave", kind_name: "休假", starts_at, ends_at, state, state_name: "", reason: "",
});
const duty = (day: string, starts_at: string, ends_at: string): Duty => ({
  id: day, account_id: "li", account_name: "李", shift_id: "s", shift_name: "夜班", day, starts_at, ends_at, skills: [], place: "centre", place_name: "中心", published: false,
});

test("an absence until midnight does not touch the next day", () => {
  const away = absence("2026-11-24T16:00:00Z", "2026-11-25T16:00:00Z");
  expect([touches(away, "2026-11-24"), touches(away, "2026-11-25"), touches(away, "2026-11-26")]).toEqual([false, true, false]);
  expect(cityDay("2026-11-24T16:00:00Z")).toBe("2026-11-25");
});

test("a person's row: a night stands on the day it begins, refused absences are left out", () => {
  const person = { id: "li", name: "李", since: "2020-01-01", until: null };
  const night = duty("2026-11-24", "2026-11-24T15:00:00Z", "2026-11-24T23:00:00Z");
  const [row] = rowsOf("2026-11-23", [person], [night], [absence("2026-11-24T16:00:00Z", "2026-11-25T16:00:00Z", "refused")]);
  expect(row?.cells.map((cell) => cell.duties.length)).toEqual([0, 1, 0, 0, 0, 0, 0]);
  expect(row?.cells.flatMap((cell) => cell.absences)).toEqual([]);
  expect(row?.hours).toBe(8);
});

const slots = (...missing: number[]): Slot[] => missing.map((n) => ({ needed: 3, planned: 3 - n, missing: n }));

test("holes of a day in words", () => {
  const day = slots(0, 2, 3, 0, 1);
  expect(runsOf(day).map(runWords)).toEqual(["00:30–01:30 缺 3", "02:00–02:30 缺 1"]);
  expect(dayWords(day)).toBe("缺口 1.5 小时");
  expect(dayWords(slots(0, 0))).toBe("座席足够");
});

test("a queue's week in a word", () => {
  const queue = (planned: number[], missing: number[]) => queueWords({ planned, missing } as unknown as StaffedQueue);
  expect([queue([1, 1], [0, 0]), queue([1, 0], [0, 1]), queue([0, 0], [1, 1])]).toEqual(["足够", "缺口 0.5 小时", "未排"]);
  expect(dateOnly("2026-11-09")).toBe("9日");
});

test("the second day of a queue", () => {
  const all = Array.from({ length: 96 }, (_, at) => at);
  const queue = { needed: all, planned: all, missing: all } as unknown as StaffedQueue;
  expect(slotsOf(queue, 1)[0]).toEqual({ needed: 48, planned: 48, missing: 48 });
});

test("the outline is a staircase", () => expect(outline(slots(0, 0), 10, 6)).toBe("M0,5.00L1,5.00L1,5.00L2,5.00"));
