import { describe, expect, it } from "vitest";
import { countWords, doneWords, percent, remaining } from "./job";

describe("how far long work is", () => {
  it("is said in percent, never beyond the whole", () => {
    expect(percent({ done: 0, total: null })).toBe(0);
    expect(percent({ done: 1, total: 3 })).toBe(33);
    expect(percent({ done: 5, total: 3 })).toBe(100);
  });

  it("says how long it may take from the speed that was seen", () => {
    const seen = { at: 0, done: 0 };
    expect(remaining({ done: 10, total: 100 }, seen, 1000)).toBe("");
    expect(remaining({ done: 0, total: 100 }, seen, 10_000)).toBe("");
    expect(remaining({ done: 10, total: null }, seen, 10_000)).toBe("");
    expect(remaining({ done: 50, total: 100 }, seen, 10_000)).toBe("剩不到 1 分钟");
    expect(remaining({ done: 10, total: 100 }, seen, 20_000)).toBe("剩约 3 分钟");
    expect(remaining({ done: 1, total: 100 }, seen, 60_000)).toBe("剩约 1 小时 39 分");
  });

  it("counts up to a cap", () => {
    expect(countWords({ count: 1234, more: false })).toBe("1,234 件");
    expect(countWords({ count: 10_000, more: true })).toBe("1 万件以上");
  });

  it("says what came of it by its kind", () => {
    expect(doneWords({ kind: "orders.export", rows: 3 })).toBe("导出已完成，可以下载");
    expect(doneWords({ kind: "ledger.check", rows: 0 })).toBe("校验完成，没有发现异常");
    expect(doneWords({ kind: "ledger.check", rows: 2 })).toBe("校验完成，发现 2 处异常");
  });
});
