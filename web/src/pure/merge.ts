/** Bring fresh rows into a list someone is reading: nothing moves, rows change where they stand. */
export interface Merged<Row> {
  rows: Row[];
  /** Rows that are no longer in the list on the server. */
  gone: Set<string>;
  /** How many rows are new and wait to be shown. */
  waiting: number;
}

export function merge<Row extends { id: string }>(shown: readonly Row[], fresh: readonly Row[], complete: boolean, open = false): Merged<Row> {
  const incoming = new Map(fresh.map((row) => [row.id, row]));
  const known = new Set(shown.map((row) => row.id));
  // In a list that goes on below (`open`), rows after the last one shown only moved up into the page: they are not new.
  const ahead = open ? fresh.slice(0, Math.max(0, ...fresh.map((row, index) => (known.has(row.id) ? index + 1 : 0)))) : fresh;
  const gone = new Set<string>();
  const rows = shown.map((row) => {
    const now = incoming.get(row.id);
    if (!now && complete) gone.add(row.id);
    return now ?? row;
  });
  return { rows, gone, waiting: ahead.filter((row) => !known.has(row.id)).length };
}
