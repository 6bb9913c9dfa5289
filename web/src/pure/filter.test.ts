import { describe, expect, it } from "vitest";
import { asOrigin, changed, countWords, fromAddress, hiddenPhone, isNarrow, isPhone, ofOrigin } from "./filter";

describe("a filter in an address", () => {
  it("keeps what is known and filled", () => {
    expect(fromAddress({ q: " 停水 ", state: "open", unit: "", page: "3", light: ["red"] })).toEqual({ q: "停水", state: "open" });
  });
  it("loses a field that is emptied", () => {
    expect(changed({ q: "停水", state: "open" }, { state: "" })).toEqual({ q: "停水" });
    expect(isNarrow(changed({ q: "停水" }, { q: "" }))).toBe(false);
  });
});

describe("the list an order was opened from", () => {
  it.each([{}, { queue: "sign" }, { q: "停水 & 漏水", since: "2026-01-31" }])("comes back: %o", (filter) => {
    expect(ofOrigin(asOrigin(filter))).toEqual(filter);
  });
  it("may be a queue by its bare name", () => {
    expect(ofOrigin("handling")).toEqual({ queue: "handling" });
    expect(ofOrigin("all")).toEqual({});
  });
});

describe("a telephone number", () => {
  it.each(["13812345678", "138 1234 5678", "+8613812345678", "0792-8123456", "8123456"])("%s is one", (text) => expect(isPhone(text)).toBe(true));
  it.each(["停水", "3604002603100000178", "12345", "138123", "2026-01-31"])("%s is none", (text) => expect(isPhone(text)).toBe(false));
  it("is shown in part", () => expect(hiddenPhone("138 1234 5678")).toBe("138****5678"));
});

describe("a count", () => {
  it("is said as it is, up to its cap", () => {
    expect(countWords({ count: 0, more: false })).toBe("0 件");
    expect(countWords({ count: 9876, more: false })).toBe("9,876 件");
    expect(countWords({ count: 10000, more: true })).toBe("1 万+ 件");
  });
});
