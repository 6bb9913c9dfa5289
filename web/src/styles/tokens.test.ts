import { expect, test } from "vitest";

/** Colours and pixel sizes are written in tokens.css only. */
const sources = import.meta.glob<string>(["../**/*.vue", "../**/*.css", "!./tokens.css"], { query: "?raw", import: "default", eager: true });

test.each(Object.entries(sources))("%s names tokens", (path, source) => {
  const style = path.endsWith(".css") ? source : (/<style[^>]*>([\s\S]*)<\/style>/.exec(source)?.[1] ?? "");
  expect(style.match(/#[0-9a-f]{3,8}\b|\brgba?\(|\b\d+(\.\d+)?(px|rem|em)\b/gi) ?? []).toEqual([]);
});
