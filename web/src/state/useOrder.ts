import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from "vue";
import { orders } from "@/api/desk";
import type { Action, ActionResult, Order } from "@/api/types";
import { asDeskError, type DeskError } from "@/pure/problem";
import { useKeys } from "./useKeys";
import { useFresh } from "./useLive";
import { usePresence } from "./usePresence";
import { refreshQueues } from "./useQueues";

/** One order on the screen. While a panel is being filled, a change elsewhere is announced, not applied. */
export function useOrder(id: Ref<string>) {
  const order = shallowRef<Order | null>(null);
  const problem = shallowRef<DeskError | null>(null);
  const slow = ref(false);
  const changed = ref(false);
  const chosen = ref("");
  const result = shallowRef<ActionResult | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function load(): Promise<void> {
    const wanted = id.value;
    if (!wanted) {
      order.value = null;
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(() => (slow.value = true), 300);
    problem.value = null;
    try {
      const found = await orders.one(wanted);
      if (wanted !== id.value) return;
      order.value = found;
      changed.value = false;
    } catch (thrown) {
      if (wanted === id.value) problem.value = asDeskError(thrown);
    } finally {
      if (wanted === id.value) {
        clearTimeout(timer);
        slow.value = false;
      }
    }
  }

  async function refresh(): Promise<void> {
    const wanted = id.value;
    if (!wanted || !order.value) return;
    try {
      const found = await orders.one(wanted);
      if (wanted !== id.value) return;
      if (chosen.value && found.version !== order.value?.version) changed.value = true;
      else order.value = found;
    } catch {
      // What is on the screen stays; the connection state tells.
    }
  }

  watch(
    id,
    () => {
      chosen.value = "";
      result.value = null;
      changed.value = false;
      order.value = null;
      void load();
    },
    { immediate: true },
  );
  useFresh(
    () => void refresh(),
    (change) => change.order_id === id.value || change.subject_id === id.value,
  );
  onScopeDispose(() => clearTimeout(timer));

  const people = usePresence("order", id, chosen);

  // By name, so that a refreshed order keeps the open panel; a vanished action keeps its last form.
  const last = shallowRef<Action | null>(null);
  const action = computed(() => {
    if (!chosen.value) return null;
    return order.value?.actions.find((one) => one.name === chosen.value) ?? last.value;
  });

  function choose(one: Action): void {
    last.value = one;
    result.value = null;
    chosen.value = one.name;
  }
  useKeys(() => (action.value ? [] : (order.value?.actions ?? []).map((one) => ({ label: one.label, group: "办理", run: () => choose(one) }))));

  return {
    order,
    people,
    problem,
    slow,
    changed,
    result,
    action,
    load,
    choose,
    close: () => {
      chosen.value = "";
      if (changed.value) void load();
    },
    done: (one: ActionResult) => {
      result.value = one;
      chosen.value = "";
      void load();
      void refreshQueues();
    },
  };
}

export type OpenOrder = ReturnType<typeof useOrder>;
