import { expect, test } from "vitest";
import type { Entry } from "@/api/types";
import { roundName, rounds } from "./timeline";

let minute = 0;
function entry(tone: string, round = 0): Entry {
  minute += 1;
  return { at: `2026-11-23T10:${String(minute % 60).padStart(2, "0")}:00+08:00`, who: "", unit: "", kind: "k", sentence: tone, text: null, tone, round, attachments: [] };
}

test("three system lines in a row become one, two stay", () => {
  const items = rounds([entry("plain"), entry("system"), entry("system"), entry("system"), entry("public"), entry("system"), entry("system")])[0]?.items ?? [];
  expect(items.map((item) => (item.kind === "folded" ? item.entries.length : item.entry.tone))).toEqual(["plain", 3, "public", "system", "system"]);
});
test("rounds of handling stand apart and keep their order", () => {
  const groups = rounds([entry("plain"), entry("system"), entry("plain", 1)]);
  expect(groups.map((group) => [group.round, group.items.length])).toEqual([[0, 2], [1, 1]]);
  expect([roundName(0), roundName(1), roundName(2)]).toEqual(["首次办理", "第二次办理", "第三次办理"]);
});
test("sixty entries keep every entry and every key apart", () => {
  const items = rounds(Array.from({ length: 60 }, (_, index) => entry(index % 8 > 3 ? "system" : "plain")))[0]?.items ?? [];
  expect(items.flatMap((item) => (item.kind === "folded" ? item.entries : [item.entry]))).toHaveLength(60);
  expect(new Set(items.map((item) => item.key)).size).toBe(items.length);
});
