import { expect, test } from "vitest";

/** The sources themselves: what is a shortcut is in the registry, and no page has two that answer to the same keys at once. */
const sources = import.meta.glob<string>(["../pages/*.vue", "../components/*.vue", "./*.ts", "!./*.test.ts"], { query: "?raw", import: "default", eager: true });
const REGISTRY = "./useKeys.ts";
const FRAME = "../components/DeskFrame.vue";

interface Found {
  keys: string;
  label: string;
  guarded: boolean;
  file: string;
}

/** `@/components/X.vue`, `./X.vue`, `@/state/useX` as keys of `sources`. */
function imported(file: string): string[] {
  const folder = file.slice(0, file.lastIndexOf("/"));
  const names = [...(sources[file] ?? "").matchAll(/from "(@|\.)\/([\w/]+?)(\.vue)?"/g)];
  return names
    .map(([, from, path, vue]) => `${from === "." ? folder : path?.startsWith("state/") ? "." : ".."}/${from === "@" && path?.startsWith("state/") ? path.slice("state/".length) : path}${vue ?? ".ts"}`)
    .filter((name) => name in sources && name !== REGISTRY);
}
function closure(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const next of imported(file)) closure(next, seen);
  return seen;
}
/** What a file enters, a line each: all are written with their keys, or (the telephone's buttons) as a row with a name. */
function shortcuts(file: string): Found[] {
  const text = sources[file] ?? "";
  if (!text.includes("useKeys(")) return [];
  return text.split("\n").flatMap((line, at) => {
    const keys = /keys: (?:"([^"]+)"|`([^`]+)`)/.exec(line);
    if (!keys) return [];
    const label = /label: (?:[^"`]*)["`]([^"`]+)/.exec(line)?.[1] ?? text.split("\n")[at + 1]?.trim() ?? "";
    const rest = text.slice(text.indexOf(line));
    const guarded = /when:|works:/.test(line) || (!line.includes("}") && /^[^}]*when:/.test(rest));
    const name = keys[1] ?? keys[2] ?? "";
    const spread = name.includes("${") ? [1, 2, 3, 4, 5].map((n) => name.replace(/\$\{[^}]+\}/, String(n))) : [name];
    return spread.map((one) => ({ keys: one, label, guarded, file }));
  });
}
const pages = Object.keys(sources).filter((file) => file.startsWith("../pages/"));

test("the test reads what is there", () => {
  const all = Object.keys(sources).flatMap(shortcuts);
  expect(all.length).toBeGreaterThan(50);
  expect(all.map((one) => one.keys)).toEqual(expect.arrayContaining(["Ctrl+K", "?", "J", "F6", "Alt+3", "F8", "Alt+Q"]));
  expect(closure("../pages/OrderPage.vue")).toContain("../components/ActionDrawer.vue");
});
test("nothing listens to keys on its own: the sheet and the palette know all of them", () => {
  const listening = Object.entries(sources).filter(([, text]) => /addEventListener\("key/.test(text));
  expect(listening.map(([file]) => file)).toEqual([REGISTRY]);
});
test.each(pages)("no two shortcuts of %s answer to the same keys at once", (page) => {
  const byKeys = new Map<string, Found[]>();
  for (const file of new Set([...closure(page), ...closure(FRAME)])) {
    for (const one of shortcuts(file)) byKeys.set(one.keys.toLowerCase(), [...(byKeys.get(one.keys.toLowerCase()) ?? []), one]);
  }
  // Several may stand on the same keys if all but one say when: a drawer's Ctrl+Enter works while it is open.
  const clashing = [...byKeys.values()].filter((all) => all.filter((one) => !one.guarded).length > 1);
  expect(clashing.map((all) => all.map((one) => `${one.keys} ${one.label} ${one.file}`))).toEqual([]);
});
