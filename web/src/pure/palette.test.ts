import { expect, test } from "vitest";
import { ranked } from "./palette";

const PAGES = ["工作台", "派单", "办结审核", "待补充", "我的排班", "排班", "全部工单"].map((name) => ({ name }));
const names = (text: string) => ranked(PAGES, text).map((one) => one.name);

test("the name, its beginning and what is inside, in this order", () => {
  expect(names("排班")).toEqual(["排班", "我的排班"]);
  expect(names("办结")).toEqual(["办结审核"]);
});
test("initials of pinyin, in either case, and spaces aside", () => {
  expect(names("pb")).toEqual(["排班", "我的排班"]);
  expect(names("W D pb")).toEqual(["我的排班"]);
});
test("characters in their order, with others between", () => {
  expect(names("办核")).toEqual(["办结审核"]);
  expect(names("核办")).toEqual([]);
});
test("nothing typed: all, as they come", () => {
  expect(names("  ")).toEqual(PAGES.map((one) => one.name));
});
