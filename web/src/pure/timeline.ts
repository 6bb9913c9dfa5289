import type { Entry } from "@/api/types";

/** A line of the timeline: one event, or a run of system lines folded into one. */
export type Item = { kind: "entry"; entry: Entry; key: string } | { kind: "folded"; entries: Entry[]; key: string };

export interface Round {
  round: number;
  items: Item[];
}

const FOLD_FROM = 3;

/** Newest last, grouped by round of handling; three or more system lines in a row become one. */
export function rounds(entries: readonly Entry[]): Round[] {
  const groups: Round[] = [];
  let run: Entry[] = [];
  let index = 0;

  const flush = (group: Round | undefined) => {
    if (!group || !run.length) return;
    if (run.length >= FOLD_FROM) group.items.push({ kind: "folded", entries: run, key: `f${index}` });
    else for (const entry of run) group.items.push({ kind: "entry", entry, key: `${index}-${entry.at}-${entry.kind}` });
    run = [];
  };

  for (const entry of entries) {
    index += 1;
    let group = groups[groups.length - 1];
    if (!group || group.round !== entry.round) {
      flush(group);
      group = { round: entry.round, items: [] };
      groups.push(group);
    }
    if (entry.tone === "system") {
      run.push(entry);
    } else {
      flush(group);
      group.items.push({ kind: "entry", entry, key: `${index}-${entry.at}-${entry.kind}` });
    }
  }
  index += 1;
  flush(groups[groups.length - 1]);
  return groups;
}

const DIGITS = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/** "首次办理", "第二次办理": the first handling is round 0. */
export function roundName(round: number): string {
  return round < 1 ? "首次办理" : `第${DIGITS[round + 1] ?? round + 1}次办理`;
}
