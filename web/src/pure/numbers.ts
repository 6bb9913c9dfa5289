import type { Hotline, HotlineForm, Period, PeriodForm } from "@/api/numbers";

/** Which numbers are shown, where their periods stand on a line of time, and what a form starts with. */

const DAY = 86_400_000;
const dayOf = (iso: string) => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY);
const isoOf = (day: number) => new Date(day * DAY).toISOString().slice(0, 10);

export interface NumberFilter {
  q: string;
  mode: string;
  status: string;
  phase: string;
}

export function chosen(rows: readonly Hotline[], filter: NumberFilter): Hotline[] {
  const words = filter.q.trim().toLowerCase();
  return rows.filter(
    (row) =>
      (!words || [row.number, row.name, row.owner_name, row.counts_under].some((text) => text.toLowerCase().includes(words))) &&
      (!filter.mode || row.mode === filter.mode) &&
      (!filter.status || row.status === filter.status) &&
      (!filter.phase || String(row.phase) === filter.phase),
  );
}

export interface Span {
  from: string;
  to: string;
}

/** From some days before the first change to some weeks after the last one: all that moved is in sight. */
export function spanOf(rows: readonly Hotline[]): Span {
  const starts = rows.flatMap((row) => row.periods.map((period) => dayOf(period.start)));
  if (!starts.length) return { from: isoOf(0), to: isoOf(31) };
  return { from: isoOf(Math.min(...starts) - 10), to: isoOf(Math.max(...starts) + 31) };
}

export interface Bar {
  left: number;
  width: number;
  period: Period | null;
}

/** Where each period stands within the span, in per cent. What lies before the first one is a bar of its own (not merged yet). */
export function bars(row: Hotline, span: Span): Bar[] {
  const from = dayOf(span.from);
  const days = dayOf(span.to) - from;
  if (days <= 0) return [];
  const place = (start: number, end: number, period: Period | null): Bar[] => {
    const left = Math.max(start, from);
    const right = Math.min(end, from + days);
    return right <= left ? [] : [{ left: ((left - from) / days) * 100, width: ((right - left) / days) * 100, period }];
  };
  const first = row.periods[0];
  const before = first ? place(-Infinity, dayOf(first.start), null) : [];
  return [...before, ...row.periods.flatMap((period) => place(dayOf(period.start), period.end ? dayOf(period.end) + 1 : Infinity, period))];
}

export interface Tick {
  label: string;
  left: number;
}

/** The first of each month, with the year where it changes; sparser when there are many. */
export function ticks(span: Span): Tick[] {
  const from = dayOf(span.from);
  const days = dayOf(span.to) - from;
  const firsts: string[] = [];
  for (let day = from; day <= from + days; day += 1) if (isoOf(day).endsWith("-01")) firsts.push(isoOf(day));
  const every = Math.ceil(firsts.length / 12);
  return firsts
    .filter((_, index) => index % every === 0)
    .map((iso, index) => ({
      label: index === 0 || iso.slice(5, 7) === "01" ? `${iso.slice(0, 4)}年${Number(iso.slice(5, 7))}月` : `${Number(iso.slice(5, 7))}月`,
      left: ((dayOf(iso) - from) / days) * 100,
    }));
}

/** Where a day stands in the span in per cent, or null outside it. */
export function placeOf(iso: string, span: Span): number | null {
  const from = dayOf(span.from);
  const left = ((dayOf(iso) - from) / (dayOf(span.to) - from)) * 100;
  return left >= 0 && left <= 100 ? left : null;
}

/** The last day of a transition that begins on a day: the corresponding day, or the month's end. */
export function transitionEnd(start: string, months: number): string {
  const [year = 0, month = 1, day = 1] = start.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return isoOf(Math.round(Date.UTC(year, month - 1 + months, Math.min(day, last)) / DAY));
}

export const nextDay = (iso: string): string => isoOf(dayOf(iso) + 1);

export function emptyPeriod(stage: PeriodForm["stage"], start: string): PeriodForm {
  return { stage, start, end: null, then: "hang_up", after: "", seats_in: false, seats_kept: false, system_link: false, remote_seats: false, menu: "", skill: "", kept_skill: "", basis: "" };
}

/** The periods of a full merge that begins on a day. */
export function mergePeriods(start: string, months: number, basis: string): PeriodForm[] {
  const end = transitionEnd(start, months);
  return [
    { ...emptyPeriod("transition", start), end, basis },
    { ...emptyPeriod("merged", nextDay(end)), basis },
  ];
}

export function formOf(row: Hotline | null): HotlineForm {
  if (!row) {
    return { number: "", name: "", mode: "full_merge", owner: "", phase: 0, seq: null, already_merged: false, expert_seats: false, absorbed_into: "", counts_under: "", area: "", retained_by: "", legal_basis: "", note: "", periods: [], version: null, approval: null };
  }
  const { number, name, mode, owner, phase, seq, already_merged, expert_seats, absorbed_into, counts_under, area, retained_by, legal_basis, note, version } = row;
  const periods = row.periods.map(({ stage_name: _a, status: _b, status_name: _c, ways: _d, ...period }) => ({ ...emptyPeriod(period.stage, period.start), ...period }));
  return { number, name, mode, owner, phase, seq, already_merged, expert_seats, absorbed_into, counts_under, area, retained_by, legal_basis, note, periods, version, approval: null };
}

/** "2021年11月25日至12月25日", "2021年12月26日起" */
export function inWords(period: { start: string; end?: string | null }): string {
  const day = (iso: string, year: boolean) => `${year ? `${iso.slice(0, 4)}年` : ""}${Number(iso.slice(5, 7))}月${Number(iso.slice(8, 10))}日`;
  if (!period.end) return `${day(period.start, true)}起`;
  return `${day(period.start, true)}至${day(period.end, period.end.slice(0, 4) !== period.start.slice(0, 4))}`;
}

/** The last of a list. */
export const latest = <T>(list: readonly T[]): T | undefined => list[list.length - 1];
