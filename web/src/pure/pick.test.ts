import { expect, test } from "vitest";
import { optionsFor } from "./pick";
import { asTree } from "./search";

const areas = asTree(
  [
    { code: "1", name: "浔阳区", parent: null },
    { code: "11", name: "白水湖街道", parent: "1" },
    { code: "2", name: "柴桑区", parent: null },
  ],
  (one) => (one.code === "2" ? ["九江县"] : []),
);
const view = { text: "", at: null, tree: true, branches: false, exclude: [] };
const names = (change: object) => optionsFor(areas, { ...view, ...change }).map((option) => option.name);

test("the top of the tree, then one level with the way back", () => {
  expect(names({})).toEqual(["浔阳区", "柴桑区"]);
  expect(names({ at: "1" })).toEqual(["返回上一级（浔阳区）", "白水湖街道"]);
});
test("typing searches; branches only where they may be chosen", () => {
  expect(names({ text: "浔阳" })).toEqual(["白水湖街道"]);
  expect(names({ text: "浔阳", branches: true })).toEqual(["浔阳区", "白水湖街道"]);
  expect(names({ text: "九江县" })).toEqual(["柴桑区"]);
});
test("what is chosen already is not offered", () => expect(names({ tree: false, exclude: ["1"] })).toEqual(["白水湖街道", "柴桑区"]));
