import { describe, expect, test } from "vitest";
import { duration, microphoneProblem, offered, percent, since, spoken, until, wishWords, type SeatNow } from "./call";

const idle: SeatNow = { state: "ready", leading: false, held: false, inCall: false, phase: "", guests: 0, line: "ready", browser: true };
const talking: SeatNow = { ...idle, state: "talking", leading: true, inCall: true, phase: "talking", line: "talking" };

describe("what the call bar offers", () => {
  test("an idle seat can be busy, not answer or hang up", () => {
    expect(offered(idle)).toMatchObject({ ready: false, busy: true, answer: false, hangUp: false, hold: false, callOut: true });
  });
  test("without its telephone nobody becomes ready, or every call would ring in vain", () => {
    expect(offered({ ...idle, state: "busy", line: "lost" }).ready).toBe(false);
    expect(offered({ ...idle, state: "busy", line: "off", browser: false }).ready).toBe(true);
  });
  test("a ringing call can be answered, not refused", () => {
    expect(offered({ ...idle, state: "offered", inCall: true, phase: "offered", line: "ringing" })).toMatchObject({ answer: true, hangUp: false, busy: false, ready: false, help: true });
  });
  test("who leads the talk has all of it, one guest at a time", () => {
    expect(offered(talking)).toMatchObject({ hangUp: true, mute: true, hold: true, keypad: true, callIn: true, help: true });
    expect(offered({ ...talking, guests: 1 }).callIn).toBe(false);
  });
  test("a guest can be silent and leave, the call is not the guest's to hold or to hand on", () => {
    expect(offered({ ...talking, leading: false })).toMatchObject({ hangUp: true, mute: true, hold: false, callIn: false });
  });
  test("after the call one is ready with a key", () => {
    expect(offered({ ...idle, state: "wrap_up" })).toMatchObject({ ready: true, hangUp: false, help: true });
  });
});

describe("times in words", () => {
  test("lengths", () => {
    expect([duration(0), duration(61), duration(3729), duration(-3)]).toEqual(["00:00", "01:01", "1:02:09", "00:00"]);
    expect([spoken(7.6), spoken(187), spoken(null)]).toEqual(["8 秒", "3 分 07 秒", "—"]);
  });
  test("since and until", () => {
    const now = Date.parse("2026-11-25T10:00:30Z");
    expect(since("2026-11-25T10:00:00Z", now)).toBe("00:30");
    expect(since("2026-11-25T10:00:31Z", now)).toBe("00:00");
    expect(until("2026-11-25T10:01:00.4Z", now)).toBe("00:31");
  });
  test("rates", () => {
    expect([percent(0.9641), percent(null), percent(1)]).toEqual(["96.4%", "—", "100%"]);
  });
});

test("a wish in words", () => {
  const reasons = [{ code: "meal", name: "就餐" }];
  expect(["busy:meal", "off", "ready", ""].map((wish) => wishWords(wish, reasons))).toEqual(["通话后示忙（就餐）", "通话后签退", "通话后示闲", ""]);
});

test("every trouble with a microphone says what to do", () => {
  for (const name of ["NotAllowedError", "NotFoundError", "NotReadableError", "InsecureContext", "Whatever"]) expect(microphoneProblem(name)).toMatch(/。$/);
});
