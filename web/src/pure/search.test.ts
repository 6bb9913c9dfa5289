import { describe, expect, test } from "vitest";
import { asTree, search } from "./search";

const classes = asTree(
  [
    { code: "1", name: "水电气热", parent: null, keywords: [] },
    { code: "11", name: "供水", parent: "1", keywords: [] },
    { code: "111", name: "停水", parent: "11", keywords: ["没水", "断水"] },
    { code: "112", name: "水费争议", parent: "11", keywords: ["水价"] },
    { code: "2", name: "住房建设", parent: null, keywords: [] },
    { code: "21", name: "渗漏水", parent: "2", keywords: ["漏水"] },
  ],
  (one) => one.keywords,
);
const names = (text: string) => search(classes, text).map((hit) => hit.item.name);

describe("search over a tree", () => {
  test("the thing itself comes first", () => expect(names("停水")[0]).toBe("停水"));
  test("a keyword finds it and is named", () => expect(search(classes, "没水")[0]).toMatchObject({ item: { name: "停水" }, by: "没水" }));
  test("a whole sentence finds the keyword in it", () => expect(names("家里断水两天了")).toContain("停水"));
  test("the exact short name beats a longer name that begins alike", () => {
    const units = [
      { key: "a", name: "濂溪区十里街道办事处", path: [], words: ["十里街道"] },
      { key: "b", name: "九江市濂溪区人民政府", path: [], words: ["濂溪区"] },
    ];
    expect(search(units, "濂溪区")[0]?.item.key).toBe("b");
  });
  test("every word must match", () => {
    expect(names("供水 停")).toEqual(["停水"]);
    expect(names("停水 住房")).toEqual([]);
  });
  test("an item knows its path and whether it is a leaf", () => {
    expect(classes[2]).toMatchObject({ path: ["水电气热", "供水"], leaf: true, parent: "11" });
    expect(classes[0]).toMatchObject({ path: [], leaf: false, parent: null });
  });
  test("nothing typed, nothing found", () => expect(names("  ")).toEqual([]));
});
