import { expect, test } from "vitest";
import { merge } from "./merge";

const row = (id: string, state = "a") => ({ id, state });

test("rows change where they stand, new ones wait, gone ones are marked", () => {
  const merged = merge([row("1"), row("2"), row("3")], [row("9"), row("2", "b"), row("1")], true);
  expect(merged.rows).toEqual([row("1"), row("2", "b"), row("3")]);
  expect([...merged.gone]).toEqual(["3"]);
  expect(merged.waiting).toBe(1);
});
test("in a list that goes on, rows that moved up from the next page are not new", () => {
  expect(merge([row("1"), row("2")], [row("2"), row("3")], false, true).waiting).toBe(0);
  expect(merge([row("1"), row("2")], [row("9"), row("2"), row("3")], false, true).waiting).toBe(1);
});
test("a partial answer says nothing about what is missing from it", () => expect(merge([row("1")], [], false).gone.size).toBe(0));
