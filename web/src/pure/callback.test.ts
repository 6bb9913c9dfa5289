import { describe, expect, it } from "vitest";
import { endOfDay, percent } from "./callback";

describe("percent", () => {
  it("says nothing where there is nothing to divide by", () => expect(percent(null)).toBe("—"));
  it("keeps one digit", () => expect([percent(0), percent(1), percent(2 / 3)]).toEqual(["0%", "100%", "66.7%"]));
});

describe("endOfDay", () => {
  it("goes over the end of a month", () => expect(endOfDay("2026-11-28T10:00:00+08:00", 3)).toBe("2026-12-01T23:59:59+08:00"));
  it("is the day itself for none", () => expect(endOfDay("2026-02-28", 0)).toBe("2026-02-28T23:59:59+08:00"));
});
