/** What the auditors' lists are narrowed to, and how a check of the ledger is told. */

/** The fields of a filter, by what they are called where the row is read. */
export const LEDGER = ["kind", "actor", "unit", "number", "channel", "since", "until"] as const;
export const LOOKS = ["action", "account", "unit", "number", "since", "until"] as const;

/** Of an address only the fields that are known and filled. */
export function narrowed(fields: readonly string[], query: Record<string, unknown>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const field of fields) {
    const value = query[field];
    if (typeof value === "string" && value.trim()) found[field] = value.trim();
  }
  return found;
}

export interface Checked {
  first: number;
  last: number;
  whole: boolean;
  orders: boolean;
  state: string;
  found: number | null;
  error: string;
}

const place = (position: number) => position.toLocaleString("zh-CN");

/** "全部（1 至 12,345 位）", "第 4 至 6 位" */
export function spanWords({ first, last, whole }: Checked): string {
  return whole ? `全部（至第 ${place(last)} 位）` : `第 ${place(first)} 至 ${place(last)} 位`;
}

/** What came of a check: sound, or how many rows are not as they were written; empty while it runs. */
export function outcomeWords(check: Checked): string {
  if (check.state === "failed") return check.error;
  if (check.state !== "done" || check.found === null) return "";
  if (check.found) return `发现 ${place(check.found)} 处异常`;
  return check.orders ? "没有发现异常，工单与台账一致" : "没有发现异常";
}

/** Positions as typed: empty is "from the beginning" or "to the end"; anything but digits is none. */
export function position(text: string): number | null {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text.trim()) : null;
}
