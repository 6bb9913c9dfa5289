import { describe, expect, test } from "vitest";
import { asDeskError, offline, problemFrom } from "./problem";

describe("words for a failed answer", () => {
  test("the server's Chinese words are shown as they are", () => {
    const error = problemFrom(409, { title: "赵丽刚刚改动过", code: "conflict", detail: "请看过再提交", changes: [{ at: "2026-11-23T10:00:00+08:00", who: "赵丽", what: "催办" }] });
    expect([error.message, error.detail, error.changes[0]?.who]).toEqual(["赵丽刚刚改动过", "请看过再提交", "赵丽"]);
  });
  test("English of a framework never reaches the screen", () => {
    const error = problemFrom(422, { title: "Unprocessable Entity", detail: "value is not valid" });
    expect(error.message).toBe("有几处需要修改");
    expect(error.detail).not.toMatch(/[a-z]/);
  });
  test("an answer without a body has words by its status", () => {
    expect(problemFrom(404, null).message).toBe("没有找到");
    expect(problemFrom(500, "<html>").message).toBe("系统出错了");
  });
  test("only an absent server is tried again by itself", () => {
    expect([offline(), problemFrom(503, null), problemFrom(502, null)].every((error) => error.retriable)).toBe(true);
    expect([problemFrom(409, null), problemFrom(422, null), problemFrom(500, null)].some((error) => error.retriable)).toBe(false);
  });
  test("whatever was thrown becomes one kind of error", () => {
    expect(asDeskError(new TypeError("x")).message).toBe("系统出错了");
  });
});
