import { expect, test } from "vitest";
import { actingWords, lookingWords } from "./presence";

const one = (name: string, doing_name = "") => ({ name, unit_name: "濂溪区", role_name: "经办人", doing_name, since: "2026-11-26T08:00:00Z" });

test("nobody else: nothing is said", () => {
  expect([actingWords([]), lookingWords([])]).toEqual(["", ""]);
});
test("who is about to act is told apart from who looks", () => {
  const people = [one("李娜", "提交答复"), one("王军")];
  expect(actingWords(people)).toBe("李娜（濂溪区 经办人）正在“提交答复”");
  expect(lookingWords(people)).toBe("王军（濂溪区 经办人）也在看");
});
test("many are counted", () => {
  expect(lookingWords(["甲", "乙", "丙", "丁"].map((name) => one(name)))).toBe("甲、乙、丙等 4 人也在看");
});
