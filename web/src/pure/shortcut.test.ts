import { expect, test } from "vitest";
import { isPlain, matches } from "./shortcut";

const stroke = (key: string, held: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", boolean>> = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

test("letters, signs and combinations", () => {
  expect(matches("J", stroke("j"))).toBe(true);
  expect(matches("J", stroke("J", { shiftKey: true }))).toBe(false);
  expect(matches("?", stroke("?", { shiftKey: true }))).toBe(true);
  expect(matches("Ctrl+Enter", stroke("Enter", { ctrlKey: true }))).toBe(true);
  expect(matches("Enter", stroke("Enter", { ctrlKey: true }))).toBe(false);
  expect(matches("Alt+N", stroke("n", { altKey: true }))).toBe(true);
  expect(matches("F6", stroke("F6"))).toBe(true);
});
test("only single characters and Enter give way to typing", () => {
  expect(["J", "?", "Enter"].map(isPlain)).toEqual([true, true, true]);
  expect(["F6", "Ctrl+Enter", "Alt+1"].map(isPlain)).toEqual([false, false, false]);
});
