import { computed, ref, watch, type Ref } from "vue";
import { orders } from "@/api/desk";
import type { Action, ActionResult, FieldError } from "@/api/types";
import { check, isTouched, startValues, toBody, type Values } from "@/pure/fields";
import { cityIso } from "@/pure/time";
import { useAct } from "./useAct";

/** One action being filled in: its values, its errors, and sending it with the version the person has seen. */
export function useAction(action: Ref<Action | null>, version: Ref<number>) {
  const act = useAct();
  const values = ref<Values>({});
  let start: Values = {};
  const local = ref<FieldError[]>([]);

  // Only a different action empties the form: a refreshed list of the same actions must not.
  watch(
    () => action.value?.name,
    () => {
      start = startValues(action.value?.fields ?? [], cityIso(new Date()));
      values.value = start;
      local.value = [];
      act.clear();
    },
    { immediate: true, flush: "sync" },
  );

  const errors = computed(() => (local.value.length ? local.value : (act.problem.value?.errors ?? [])));

  async function submit(): Promise<ActionResult | undefined> {
    const now = action.value;
    if (!now) return undefined;
    local.value = check(now.fields, values.value);
    if (local.value.length) {
      act.clear();
      return undefined;
    }
    const body = { version: version.value, ...now.extra, ...toBody(now.fields, values.value) };
    return act.run({ path: now.path, ...body }, (key) => orders.act(now.path, body, key));
  }

  return { act, values, local, errors, submit, touched: computed(() => isTouched(action.value?.fields ?? [], values.value, start)) };
}
