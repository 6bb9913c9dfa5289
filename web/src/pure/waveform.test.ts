import { expect, test } from "vitest";
import { outline, secondAt } from "./waveform";

test("a loud moment fills its lane, a quiet one is still a line", () => {
  expect(outline([255, 0], 20, 40)).toBe("M5.0,0.0L15.0,19.5L15.0,20.5L5.0,40.0Z");
  expect(outline([], 20, 40)).toBe("");
});

test("a point stands for its second, never before the beginning or after the end", () => {
  expect([secondAt(50, 200, 60), secondAt(-3, 200, 60), secondAt(900, 200, 60), secondAt(5, 0, 60)]).toEqual([15, 0, 60, 0]);
});
