import type { Absence, Duty, Person, StaffedQueue } from "@/api/types";

/** A week of the roster: days by their dates, half-hours by their number, people with what they have on each day. */

export const SLOTS = 48;
const DAY = 86_400_000;
const NAMES = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

const utc = (day: string) => Date.parse(`${day}T00:00:00Z`);
const iso = (at: number) => new Date(at).toISOString().slice(0, 10);

/** "2026-11-30" for "2026-11-23" and 7. */
export function addDays(day: string, days: number): string {
  return iso(utc(day) + days * DAY);
}

export function mondayOf(day: string): string {
  return addDays(day, -((new Date(utc(day)).getUTCDay() + 6) % 7));
}

/** "周一" */
export function weekday(day: string): string {
  return NAMES[(new Date(utc(day)).getUTCDay() + 6) % 7] ?? "";
}

/** "23日" */
export const dateOnly = (day: string): string => `${Number(day.slice(8))}日`;

/** "11月23日" */
export function monthDay(day: string): string {
  const [, month, date] = day.split("-").map(Number);
  return `${month ?? ""}月${date ?? ""}日`;
}

/** "11月23日 – 11月29日" */
export function weekName(monday: string): string {
  return `${monthDay(monday)} – ${monthDay(addDays(monday, 6))}`;
}

export const daysOf = (monday: string): string[] => NAMES.map((_, at) => addDays(monday, at));

/** "09:30" for the half-hour 19; "24:00" for the end of the day. */
export function slotTime(slot: number): string {
  return `${String(Math.floor(slot / 2)).padStart(2, "0")}:${slot % 2 ? "30" : "00"}`;
}

const CITY = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit" });
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });
/** The date in the city of an instant. */
export const cityDay = (at: string): string => CITY.format(new Date(at));
export const cityClock = (at: string): string => CLOCK.format(new Date(at));

export interface Cell {
  day: string;
  duties: Duty[];
  absences: Absence[];
}
export interface Row {
  person: Person;
  cells: Cell[];
  hours: number;
}

/** What of an absence matters: asked or approved. */
const stands = (absence: Absence) => absence.state === "asked" || absence.state === "approved";

export function touches(absence: Absence, day: string): boolean {
  const last = new Date(Date.parse(absence.ends_at) - 1).toISOString();
  return cityDay(absence.starts_at) <= day && day <= cityDay(last);
}

/** Hours between two instants. */
const hoursOf = (duty: Duty) => (Date.parse(duty.ends_at) - Date.parse(duty.starts_at)) / 3_600_000;

export function rowsOf(monday: string, people: readonly Person[], duties: readonly Duty[], absences: readonly Absence[]): Row[] {
  return people.map((person) => {
    const mine = duties.filter((duty) => duty.account_id === person.id);
    const away = absences.filter((absence) => absence.account_id === person.id && stands(absence));
    const cells = daysOf(monday).map((day) => ({
      day,
      duties: mine.filter((duty) => duty.day === day),
      absences: away.filter((absence) => touches(absence, day)),
    }));
    return { person, cells, hours: cells.reduce((sum, cell) => sum + cell.duties.reduce((part, duty) => part + hoursOf(duty), 0), 0) };
  });
}

export interface Slot {
  needed: number;
  planned: number;
  missing: number;
}

/** The 48 half-hours of a day of the week. */
export function slotsOf(queue: StaffedQueue, day: number): Slot[] {
  return Array.from({ length: SLOTS }, (_, at) => ({
    needed: queue.needed[day * SLOTS + at] ?? 0,
    planned: queue.planned[day * SLOTS + at] ?? 0,
    missing: queue.missing[day * SLOTS + at] ?? 0,
  }));
}

export interface Run {
  from: number;
  to: number;
  missing: number;
}

/** Half-hours without enough seats, joined; how many are missing at the worst. */
export function runsOf(slots: readonly Slot[]): Run[] {
  const runs: Run[] = [];
  slots.forEach((slot, at) => {
    const last = runs[runs.length - 1];
    if (!slot.missing) return;
    if (last?.to === at) {
      last.to = at + 1;
      last.missing = Math.max(last.missing, slot.missing);
    } else runs.push({ from: at, to: at + 1, missing: slot.missing });
  });
  return runs;
}

export const runWords = (run: Run): string => `${slotTime(run.from)}–${slotTime(run.to)} 缺 ${run.missing}`;

/** A day in a few words: "座席足够", or "缺口 1.5 小时". */
export function dayWords(slots: readonly Slot[]): string {
  const short = slots.filter((slot) => slot.missing).length;
  return short ? `缺口 ${short / 2} 小时` : "座席足够";
}

/** A queue's week in a word or two, for the choice of queues. */
export function queueWords(queue: StaffedQueue): string {
  const short = queue.missing.filter((seats) => seats > 0).length;
  if (!short) return "足够";
  return queue.planned.some((seats) => seats > 0) ? `缺口 ${short / 2} 小时` : "未排";
}

/** The outline of the seats needed, as the points of a line in units of one half-hour and one seat. */
export function outline(slots: readonly Slot[], height: number, top: number): string {
  const y = (seats: number) => (height * (1 - seats / top)).toFixed(2);
  return slots.map((slot, at) => `${at ? "L" : "M"}${at},${y(slot.needed)}L${at + 1},${y(slot.needed)}`).join("");
}
