/** Ranked keyword search over trees of named things: classes, places, units. No pinyin, no dependency. */

export interface Findable {
  key: string;
  name: string;
  /** Names from the root down, without the thing itself. */
  path: string[];
  /** Other words it answers to: keywords, old names, short names. */
  words: string[];
}

export interface Hit<T extends Findable> {
  item: T;
  score: number;
  /** The other word that matched, when the name did not. */
  by: string | null;
}

const EXACT = 100;
const START = 60;
const INSIDE = 40;
const WORD = 30;
const REVERSE = 24;
const PATH = 10;

function scoreName(name: string, term: string): number {
  if (name === term) return EXACT;
  if (name.startsWith(term)) return START - Math.min(name.length, 20);
  if (name.includes(term)) return INSIDE - Math.min(name.length, 20);
  // A whole sentence was typed: it holds the name.
  return name.length >= 2 && term.includes(name) ? REVERSE + Math.min(name.length, 10) : 0;
}

function scoreWord(word: string, term: string): number {
  if (word === term) return EXACT - 10;
  if (word.includes(term)) return WORD;
  return word.length >= 2 && term.includes(word) ? REVERSE + Math.min(word.length, 10) : 0;
}

function scoreTerm<T extends Findable>(item: T, term: string): [score: number, by: string | null] {
  let best = scoreName(item.name.toLowerCase(), term);
  let by: string | null = null;
  for (const word of item.words) {
    const score = scoreWord(word.toLowerCase(), term);
    if (score > best) [best, by] = [score, word];
  }
  if (best) return [best, by];
  return item.path.some((part) => part.toLowerCase().includes(term)) ? [PATH, null] : [0, null];
}

/** Every space-separated term must match; best first, the shorter path first among equals. */
export function search<T extends Findable>(items: readonly T[], text: string, limit = 30): Hit<T>[] {
  const terms = text.trim().toLowerCase().split(/[\s,，、/]+/).filter(Boolean);
  if (!terms.length) return [];
  const hits: Hit<T>[] = [];
  for (const item of items) {
    let score = 0;
    let by: string | null = null;
    for (const term of terms) {
      const [points, word] = scoreTerm(item, term);
      if (!points) {
        score = 0;
        break;
      }
      score += points;
      by ??= word;
    }
    if (score) hits.push({ item, score, by });
  }
  hits.sort((a, b) => b.score - a.score || a.item.path.length - b.item.path.length || a.item.name.length - b.item.name.length);
  return hits.slice(0, limit);
}

interface Node {
  code: string;
  name: string;
  parent: string | null;
}

export interface TreeItem extends Findable {
  parent: string | null;
  leaf: boolean;
}

/** Flat rows with a parent code, as findable items that know their path. */
export function asTree<N extends Node>(nodes: readonly N[], words: (node: N) => string[]): TreeItem[] {
  const byCode = new Map(nodes.map((node) => [node.code, node]));
  const parents = new Set(nodes.map((node) => node.parent));
  return nodes.map((node) => {
    const path: string[] = [];
    for (let up = byCode.get(node.parent ?? ""); up && path.length < 8; up = byCode.get(up.parent ?? "")) path.unshift(up.name);
    return {
      key: node.code,
      name: node.name,
      path,
      words: words(node),
      parent: node.parent && byCode.has(node.parent) ? node.parent : null,
      leaf: !parents.has(node.code),
    };
  });
}
