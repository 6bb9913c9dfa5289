/** The ordinary values of urgency and secrecy, which need no mark. */
const ORDINARY = new Set(["", "一般", "普通", "公开", "不保密"]);

export function isMarked(name: string): boolean {
  return !ORDINARY.has(name);
}
