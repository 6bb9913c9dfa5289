import { computed, ref, watch, type Ref } from "vue";
import { orders } from "@/api/desk";

/** The orders before and after this one in the list it was opened from. */

/** The list without a queue: all orders. */
export const ALL = "all";

export function useNeighbours(id: Ref<string>, from: Ref<string>) {
  const ids = ref<string[]>([]);

  watch(
    from,
    async (list) => {
      ids.value = [];
      if (!list) return;
      try {
        const page = await orders.list(list === ALL ? {} : { queue: list }, "");
        ids.value = page.rows.map((row) => row.id);
      } catch {
        // Without the list there is simply no "next".
      }
    },
    { immediate: true },
  );

  const at = computed(() => ids.value.indexOf(id.value));
  const dropped = ref<string[]>([]);
  const open = (one: string | undefined) => (one && !dropped.value.includes(one) ? one : null);
  return {
    next: computed(() => open(ids.value.slice(at.value + 1).find((one) => !dropped.value.includes(one)))),
    previous: computed(() => (at.value > 0 ? open(ids.value.slice(0, at.value).reverse().find((one) => !dropped.value.includes(one))) : null)),
    /** Done with: walking on will skip it. */
    drop: (one: string) => dropped.value.push(one),
  };
}
