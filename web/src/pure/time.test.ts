import { expect, test } from "vitest";
import { cityIso, clockTime, fileSize, fullTime, when } from "./time";

const now = new Date("2026-11-23T23:30:00+08:00");

test("near days by name, others by date, other years with the year", () => {
  expect(when("2026-11-23T17:30:00+08:00", now)).toBe("今天 17:30");
  expect(when("2026-11-22T09:12:00+08:00", now)).toBe("昨天 09:12");
  expect(when("2026-11-24T00:05:00+08:00", now)).toBe("明天 00:05");
  expect(when("2026-11-20T08:30:00+08:00", now)).toBe("11月20日 08:30");
  expect(when("2025-11-20T08:30:00+08:00", now)).toBe("2025年11月20日 08:30");
});
test("the city's time, whatever zone the instant is written in", () => {
  expect(when("2026-11-23T16:10:00Z", now)).toBe("明天 00:10");
  expect(clockTime("2026-11-23T06:03:22Z")).toBe("14:03:22");
  expect(fullTime("2026-11-23T06:03:22Z")).toBe("2026年11月23日 14:03");
});
test("an instant for the date picker", () => expect(cityIso(new Date("2026-01-05T06:03:22Z"))).toBe("2026-01-05T14:03:22+08:00"));
test("sizes", () => {
  expect([fileSize(12), fileSize(2048), fileSize(3 * 1024 * 1024)]).toEqual(["12 字节", "2 KB", "3.0 MB"]);
});
