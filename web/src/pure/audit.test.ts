import { describe, expect, it } from "vitest";
import { LEDGER, narrowed, outcomeWords, position, spanWords, type Checked } from "./audit";

const check = (change: Partial<Checked>): Checked => ({ first: 1, last: 12345, whole: true, orders: false, state: "done", found: 0, error: "", ...change });

describe("what an auditors' list is narrowed to", () => {
  it("is what is known and filled of an address", () => {
    expect(narrowed(LEDGER, { kind: " order.closed ", unit: "", event: "1", since: ["2026-01-01"] })).toEqual({ kind: "order.closed" });
  });
});

describe("a check of the ledger", () => {
  it("says its span", () => {
    expect(spanWords(check({}))).toBe("全部（至第 12,345 位）");
    expect(spanWords(check({ whole: false, first: 4, last: 6 }))).toBe("第 4 至 6 位");
  });
  it("says what came of it, once it has ended", () => {
    expect(outcomeWords(check({ state: "running", found: null }))).toBe("");
    expect(outcomeWords(check({}))).toBe("没有发现异常");
    expect(outcomeWords(check({ orders: true }))).toBe("没有发现异常，工单与台账一致");
    expect(outcomeWords(check({ found: 2 }))).toBe("发现 2 处异常");
    expect(outcomeWords(check({ state: "failed", found: null, error: "数据库不可用" }))).toBe("数据库不可用");
    expect(outcomeWords(check({ state: "cancelled", found: null }))).toBe("");
  });
  it("takes a position only as digits", () => {
    expect([position(" 12 "), position(""), position("-1"), position("1e3")]).toEqual([12, null, null, null]);
  });
});
