import { expect, test } from "vitest";
import type { Hotline, Period } from "@/api/numbers";
import { bars, chosen, formOf, inWords, latest, mergePeriods, placeOf, spanOf, ticks, transitionEnd } from "./numbers";

const period = (start: string, end: string | null) => ({ stage: "transition", start, end, stage_name: "过渡期", status: "transition", status_name: "", ways: [] }) as unknown as Period;
const row = (number: string, ...periods: Period[]) =>
  ({ number, name: `热线${number}`, owner_name: "市局", counts_under: "", mode: "full_merge", status: "landed", phase: 1, periods }) as unknown as Hotline;

const MERGED = row("12318", period("2021-11-25", "2021-12-25"), period("2021-12-26", null));

test("periods stand side by side without gap, and end with the span", () => {
  const found = bars(MERGED, { from: "2021-11-15", to: "2022-01-24" });
  expect(found.map((bar) => bar.period?.start ?? null)).toEqual([null, "2021-11-25", "2021-12-26"]);
  for (const [index, bar] of found.slice(1).entries()) expect(bar.left).toBeCloseTo((found[index]?.left ?? 0) + (found[index]?.width ?? 0));
  expect((latest(found)?.left ?? 0) + (latest(found)?.width ?? 0)).toBeCloseTo(100);
});

test("what lies outside the span is not drawn", () => {
  expect(bars(MERGED, { from: "2022-03-01", to: "2022-04-01" })).toHaveLength(1);
  expect(placeOf("2026-01-01", { from: "2021-11-15", to: "2022-01-24" })).toBeNull();
});

test("the span shows every change", () => {
  expect(spanOf([MERGED])).toEqual({ from: "2021-11-15", to: "2022-01-26" });
  expect(ticks({ from: "2021-11-15", to: "2022-01-26" }).map((tick) => tick.label)).toEqual(["2021年12月", "2022年1月"]);
  expect(ticks({ from: "2015-01-01", to: "2026-01-01" }).length).toBeLessThanOrEqual(13);
});

test("a month ends on the corresponding day, or with the month", () => {
  expect(transitionEnd("2021-11-25", 1)).toBe("2021-12-25");
  expect(transitionEnd("2022-01-31", 1)).toBe("2022-02-28");
  expect(mergePeriods("2021-11-25", 1, "").map((one) => [one.start, one.end])).toEqual([["2021-11-25", "2021-12-25"], ["2021-12-26", null]]);
});

test("search looks into number, name and unit", () => {
  const filter = { q: "", mode: "", status: "", phase: "" };
  expect(chosen([MERGED], { ...filter, q: "市局" })).toHaveLength(1);
  expect(chosen([MERGED], { ...filter, q: "12319" })).toHaveLength(0);
  expect(chosen([MERGED], { ...filter, mode: "dual_number" })).toHaveLength(0);
});

test("a form sends back what the register said, without its words", () => {
  expect(Object.keys(formOf(MERGED).periods[0] ?? {})).not.toContain("status_name");
  expect(inWords({ start: "2021-11-25", end: "2021-12-25" })).toBe("2021年11月25日至12月25日");
  expect(inWords({ start: "2021-12-26", end: null })).toBe("2021年12月26日起");
});
