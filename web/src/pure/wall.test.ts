import { describe, expect, test } from "vitest";
import type { CallBrief, Figures, WallSeat, Wallboard } from "@/api/calls";
import { dayFigures, nowFigures } from "./wall";

const NOW = Date.parse("2026-11-25T10:00:30Z");
const waiting = (entered_at: string) => ({ entered_at }) as CallBrief;
const seat = (state: string) => ({ state }) as WallSeat;
const board = (change: Partial<Wallboard>): Wallboard => ({ waiting: [], seats: [], talking: 0, level_seconds: 15, ...change }) as Wallboard;
const alarms = (one: Wallboard) => nowFigures(one, NOW).filter((figure) => figure.alarm).map((figure) => figure.name);

describe("the line now", () => {
  test("the longest wait is the oldest caller's", () => {
    const found = nowFigures(board({ waiting: [waiting("2026-11-25T10:00:25Z"), waiting("2026-11-25T09:59:00Z")], seats: [seat("ready")] }), NOW);
    expect(found.map((figure) => figure.value)).toEqual(["2", "01:30", "0", "1 / 1"]);
  });
  test("a wait beyond the level calls for somebody, one within it does not", () => {
    expect(alarms(board({ waiting: [waiting("2026-11-25T10:00:14Z")], seats: [seat("ready")] }))).toEqual(["最长等待"]);
    expect(alarms(board({ waiting: [waiting("2026-11-25T10:00:16Z")], seats: [seat("ready")] }))).toEqual([]);
  });
  test("callers in the queue and nobody free", () => {
    expect(alarms(board({ waiting: [waiting("2026-11-25T10:00:29Z")], seats: [seat("talking")] }))).toEqual(["正在排队", "空闲座席"]);
  });
});

test("rates below 95 per cent call for somebody; without calls there is nothing to say", () => {
  const figures = (change: Partial<Figures>) => dayFigures({ calls_in: 0, requested: 0, answered: 0, in_time: 0, abandoned: 0, short: 0, answer_rate: null, service_level: null, abandon_rate: null, average_wait: null, ...change }, 15);
  expect(figures({ service_level: 0.949, answer_rate: 0.95 }).map((figure) => [figure.value, Boolean(figure.alarm)]).slice(0, 2)).toEqual([["94.9%", true], ["95.0%", false]]);
  expect(figures({}).map((figure) => figure.value)).toEqual(["—", "—", "0", "0"]);
  expect(figures({})[0]?.name).toBe("15 秒接通率");
});
