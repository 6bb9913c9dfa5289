/** "96.4%", or "—" while there is nothing to divide by. */
export function percent(rate: number | null): string {
  return rate === null ? "—" : `${Math.round(rate * 1000) / 10}%`;
}

/** "2026-11-30T23:59:59+08:00": the end of the day that many days after one given as the picker gives it. */
export function endOfDay(day: string, days: number): string {
  const at = new Date(`${day.slice(0, 10)}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return `${at.toISOString().slice(0, 10)}T23:59:59+08:00`;
}
