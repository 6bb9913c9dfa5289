import { computed, onScopeDispose, ref, shallowRef } from "vue";
import type { Page } from "@/api/types";
import { merge } from "@/pure/merge";
import { asDeskError, type DeskError } from "@/pure/problem";
import { useFresh } from "./useLive";

/** A list that grows by pages, keeps its place, and takes updates without moving a row. */

const MOST_PAGES = 5;

export function useList<Row extends { id: string }>(load: (cursor: string) => Promise<Page<Row>>) {
  const rows = shallowRef<Row[]>([]);
  const gone = shallowRef<Set<string>>(new Set());
  const waiting = ref(0);
  const next = ref("");
  const loaded = ref(false);
  const slow = ref(false);
  const busy = ref(false);
  const problem = shallowRef<DeskError | null>(null);
  let pages = 1;
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** From the beginning: on entering, on a new filter, on "显示更新". */
  async function reload(): Promise<void> {
    const mine = (turn += 1);
    clearTimeout(timer);
    timer = setTimeout(() => (slow.value = true), 300);
    busy.value = true;
    problem.value = null;
    try {
      const page = await load("");
      if (mine !== turn) return;
      rows.value = page.rows;
      next.value = page.next;
      pages = 1;
      gone.value = new Set();
      waiting.value = 0;
      loaded.value = true;
    } catch (thrown) {
      if (mine === turn) problem.value = asDeskError(thrown);
    } finally {
      if (mine === turn) {
        clearTimeout(timer);
        slow.value = false;
        busy.value = false;
      }
    }
  }

  async function more(): Promise<void> {
    if (!next.value || busy.value) return;
    const mine = turn;
    busy.value = true;
    try {
      const page = await load(next.value);
      if (mine !== turn) return;
      const known = new Set(rows.value.map((row) => row.id));
      rows.value = [...rows.value, ...page.rows.filter((row) => !known.has(row.id))];
      next.value = page.next;
      pages += 1;
    } catch (thrown) {
      problem.value = asDeskError(thrown);
    } finally {
      busy.value = false;
    }
  }

  /** Quietly: rows change where they stand, new ones wait behind a bar. */
  async function refresh(): Promise<void> {
    if (!loaded.value || busy.value) return;
    const mine = turn;
    try {
      const fresh: Row[] = [];
      let cursor = "";
      for (let page = 0; page < Math.min(pages, MOST_PAGES); page += 1) {
        const got: Page<Row> = await load(cursor);
        fresh.push(...got.rows);
        cursor = got.next;
        if (!cursor) break;
      }
      if (mine !== turn || busy.value) return;
      if (!rows.value.length) {
        rows.value = fresh;
        next.value = cursor;
        return;
      }
      const merged = merge(rows.value, fresh, !cursor, Boolean(next.value));
      rows.value = merged.rows;
      gone.value = merged.gone;
      waiting.value = merged.waiting;
    } catch {
      // A quiet refresh that fails stays quiet: the connection state already tells.
    }
  }

  useFresh(() => void refresh());
  onScopeDispose(() => clearTimeout(timer));

  return {
    rows,
    gone,
    waiting,
    next,
    loaded,
    slow,
    busy,
    problem,
    empty: computed(() => loaded.value && !rows.value.length),
    reload,
    refresh,
    more,
  };
}
