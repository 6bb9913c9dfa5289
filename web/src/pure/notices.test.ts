import { expect, test } from "vitest";
import { bellCount, placeOf } from "./notices";

test("a notice opens its order, the roster or the call that was handed over", () => {
  const about = { order_id: null, subject_id: "s" };
  expect(placeOf({ ...about, kind: "lead_red", order_id: "o" })).toBe("/orders/o");
  expect(placeOf({ ...about, kind: "handed" })).toBe("/intake?contact=s");
  expect(placeOf({ ...about, kind: "absence_asked" })).toBe("/rosters");
  expect(placeOf({ ...about, kind: "published" })).toBe("/my-roster");
});

test("the bell is empty, exact, or says that there are more", () => {
  expect([bellCount(0, false), bellCount(7, false), bellCount(99, true)]).toEqual(["", "7", "99+"]);
});
