/** How far long work is, and how long it may still take. */

export interface Progress {
  done: number;
  total: number | null;
}

/** Where the work stood when this window first saw it: its speed is measured from there. */
export interface Seen {
  at: number;
  done: number;
}

export function percent({ done, total }: Progress): number {
  if (!total) return 0;
  return Math.min(100, Math.floor((done / total) * 100));
}

/** "剩不到 1 分钟", "剩约 3 分钟", "剩约 1 小时 20 分"; empty while nothing can be said yet. */
export function remaining(progress: Progress, seen: Seen, now: number): string {
  const made = progress.done - seen.done;
  const passed = now - seen.at;
  if (!progress.total || made <= 0 || passed < 2000) return "";
  const minutes = ((progress.total - progress.done) * (passed / made)) / 60_000;
  if (minutes < 1) return "剩不到 1 分钟";
  const whole = Math.ceil(minutes);
  return whole < 60 ? `剩约 ${whole} 分钟` : `剩约 ${Math.floor(whole / 60)} 小时 ${whole % 60} 分`;
}

/** How many orders, as far as they were counted. */
export function countWords({ count, more }: { count: number; more: boolean }): string {
  return more ? `${(count / 10_000).toLocaleString("zh-CN")} 万件以上` : `${count.toLocaleString("zh-CN")} 件`;
}

/** What gives no file to fetch, and where its result is. */
export const CHECK = "ledger.check";

/** The tray's title when the last work is done. */
export function doneWords({ kind, rows }: { kind: string; rows: number | null }): string {
  if (kind === CHECK) return rows ? `校验完成，发现 ${rows.toLocaleString("zh-CN")} 处异常` : "校验完成，没有发现异常";
  return "导出已完成，可以下载";
}
