/** What the list of orders is narrowed to, as it stands in the address bar. */

export const FIELDS = ["queue", "q", "class_code", "area_code", "unit", "state", "light", "urgency", "appeal_type", "channel", "since", "until"] as const;
export type Field = (typeof FIELDS)[number];
export type Filter = Partial<Record<Field, string>>;

/** The fields behind “更多”. */
export const SELDOM: readonly Field[] = ["light", "urgency", "appeal_type", "channel", "since", "until"];

/** Of an address only what is known and filled. */
export function fromAddress(query: Record<string, unknown>): Filter {
  const found: Filter = {};
  for (const field of FIELDS) {
    const value = query[field];
    if (typeof value === "string" && value.trim()) found[field] = value.trim();
  }
  return found;
}

/** The filter with some fields changed; an empty value takes the field out. */
export function changed(filter: Filter, change: Filter): Filter {
  return fromAddress({ ...filter, ...change });
}

export const isNarrow = (filter: Filter) => Object.keys(filter).length > 0;

/** How an order's page names the list it was opened from, and back. */
export const asOrigin = (filter: Filter) => new URLSearchParams(filter as Record<string, string>).toString() || "all";
export function ofOrigin(origin: string): Filter {
  // A bare word is a queue: links of notices and of the rail name it so.
  if (!origin.includes("=")) return origin === "all" ? {} : { queue: origin };
  return fromAddress(Object.fromEntries(new URLSearchParams(origin)));
}

/** A telephone number is never put into an address; it is looked for in another way. */
export function isPhone(text: string): boolean {
  const digits = text.replace(/[\s()（）-]/g, "");
  return /^(\+?86)?1\d{10}$/.test(digits) || /^0\d{9,11}$/.test(digits) || /^[2-9]\d{6,7}$/.test(text.trim());
}

export function countWords(counted: { count: number; more: boolean }): string {
  if (!counted.more) return `${counted.count.toLocaleString("zh-CN")} 件`;
  return counted.count % 10000 === 0 ? `${counted.count / 10000} 万+ 件` : `${counted.count.toLocaleString("zh-CN")}+ 件`;
}

export function hiddenPhone(phone: string): string {
  const digits = phone.replace(/\D/g, "");
  return digits.length < 7 ? "****" : `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}
