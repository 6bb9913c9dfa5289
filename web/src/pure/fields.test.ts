import { describe, expect, test } from "vitest";
import type { Field } from "@/api/types";
import { check, isShown, isTouched, startValues, toBody } from "./fields";

function field(name: string, kind: string, more: Partial<Field> = {}): Field {
  return { name, label: name, kind, required: false, value: null, max_length: null, only_if: null, ...more };
}
const fields = [
  field("result", "choice", { required: true }),
  field("reason", "long", { required: true, max_length: 5, only_if: { result: ["unsolved"] } }),
  field("contacted", "flag", { required: true }),
  field("lead", "unit", { value: "u1" }),
  field("files", "files"),
];

describe("the fields of an action", () => {
  test("start with the server's values", () => expect(startValues(fields)).toEqual({ result: "", reason: "", contacted: false, lead: "u1", files: [] }));
  test("a required time starts with now", () => expect(startValues([field("at", "datetime", { required: true }), field("by", "datetime")], "2026")).toEqual({ at: "2026", by: "" }));
  test("a dependent field is shown, checked and sent only with its condition", () => {
    const values = { ...startValues(fields), result: "solved", contacted: true };
    expect(fields.map((one) => isShown(one, values))).toEqual([true, false, true, true, true]);
    expect(check(fields, values)).toEqual([]);
    expect(toBody(fields, values)).toEqual({ result: "solved", contacted: true, lead: "u1", files: [] });
    expect(check(fields, { ...values, result: "unsolved" })).toEqual([{ field: "reason", message: "请填写reason" }]);
  });
  test("required picks, confirmations and lengths are told in words", () => {
    expect(check(fields, startValues(fields)).map((error) => error.message)).toEqual(["请选择result", "请确认contacted"]);
    expect(check(fields, { ...startValues(fields), result: "unsolved", contacted: true, reason: "一二三四五六" })[0]?.message).toBe("reason最多 5 字，现在 6 字");
  });
  test("an empty unit is null, not an empty string", () => expect(toBody(fields, { ...startValues(fields), lead: "" }).lead).toBeNull());
  test("knows whether anything was typed", () => {
    expect(isTouched(fields, startValues(fields))).toBe(false);
    expect(isTouched(fields, { ...startValues(fields), result: "solved" })).toBe(true);
  });
});
