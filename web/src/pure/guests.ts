import type { Guests, To, Why } from "@/api/calls";

/** The directory of the call bar as rows: found by words, and which of them can be called in this way now. */

export interface GuestRow {
  key: string;
  kind: string;
  name: string;
  about: string;
  to: To;
  /** Nobody there could take it. */
  closed: boolean;
}

const NUMBER = /^\+?\d{3,15}$/;

export function guestRows(guests: Guests | null, text: string, way: Why): GuestRow[] {
  const wanted = text.trim();
  const digits = wanted.replace(/[\s-]/g, "");
  const found = all(guests, way).filter((row) => !wanted || row.name.includes(wanted));
  const rows = [...found.filter((row) => !row.closed), ...found.filter((row) => row.closed)];
  if (!NUMBER.test(digits)) return rows;
  return [{ key: "number", kind: "号码", name: digits, about: "外线", to: { kind: "number", code: "", number: digits }, closed: false }, ...rows];
}

function all(guests: Guests | null, way: Why): GuestRow[] {
  if (!guests) return [];
  const to = (kind: To["kind"], code: string): To => ({ kind, code, number: "" });
  return [
    ...guests.skills.map((one) => ({
      key: `skill-${one.code}`,
      kind: "组",
      name: one.name,
      about: one.free ? `空闲 ${one.free} 人` : way === "transfer" ? "无空闲，转入排队" : "无空闲",
      to: to("skill", one.code),
      // A group can always be queued for; to be asked, somebody has to be free.
      closed: way !== "transfer" && !one.free,
    })),
    ...guests.seats.map((one) => ({
      key: `seat-${one.code}`,
      kind: "座席",
      name: [one.unit_name, one.name].filter(Boolean).join(" "),
      about: one.free ? "空闲" : "不空闲",
      to: to("seat", one.code),
      closed: !one.free,
    })),
    ...guests.units.map((one) => ({ key: `unit-${one.code}`, kind: "单位", name: one.name, about: "值班电话", to: to("unit", one.code), closed: false })),
    ...guests.targets.map((one) => ({ key: `target-${one.code}`, kind: one.emergency ? "紧急" : "专线", name: one.name, about: "外线", to: to("target", one.code), closed: false })),
  ];
}
