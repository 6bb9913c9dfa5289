import { computed, ref, shallowRef, watch } from "vue";
import { rosters } from "@/api/desk";
import type { Coverage, RosterWeek } from "@/api/types";
import { asDeskError, type DeskError } from "@/pure/problem";
import { rowsOf } from "@/pure/roster";
import { useAct } from "./useAct";

/** A unit's week with the report on it. The grid is shown as soon as it is there; the report follows. */
export function useRoster(unit: () => string, monday: () => string) {
  const week = shallowRef<RosterWeek | null>(null);
  const coverage = shallowRef<Coverage | null>(null);
  const problem = shallowRef<DeskError | null>(null);
  const slow = ref(false);
  const said = ref("");
  const act = useAct();
  let turn = 0;

  async function load(): Promise<void> {
    const mine = (turn += 1);
    problem.value = null;
    const timer = setTimeout(() => (slow.value = true), 300);
    try {
      const [found, report] = await Promise.all([rosters.week(unit(), monday()), rosters.coverage(monday())]);
      if (mine !== turn) return;
      week.value = found;
      coverage.value = report;
    } catch (thrown) {
      if (mine === turn) problem.value = asDeskError(thrown);
    } finally {
      clearTimeout(timer);
      slow.value = false;
    }
  }

  /** One act on the roster; on success its sentence is shown and everything is read anew. Whether it was done. */
  async function run(path: string, body: Record<string, unknown>): Promise<boolean> {
    const done = await act.run({ path, body }, (key) => rosters.act(path, body, key));
    if (!done) return false;
    said.value = done.said;
    await load();
    return true;
  }

  watch([unit, monday], () => {
    said.value = "";
    act.clear();
    void load();
  }, { immediate: true });

  return {
    week,
    coverage,
    problem,
    slow,
    said,
    act,
    load,
    run,
    rows: computed(() => (week.value ? rowsOf(week.value.monday, week.value.people, week.value.duties, week.value.absences) : [])),
    /** The queues that this unit staffs; at the centre the others can be looked at, too. */
    own: computed(() => coverage.value?.queues.filter((queue) => queue.unit_id === week.value?.unit.id) ?? []),
  };
}

export type Roster = ReturnType<typeof useRoster>;
