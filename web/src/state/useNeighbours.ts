import { computed, ref, watch, type Ref } from "vue";
import { orders } from "@/api/desk";
import { ofOrigin } from "@/pure/filter";

/** The orders before and after this one in the list it was opened from. */

/** The list without a queue: all orders. */
export const ALL = "all";
const MOST_PAGES = 10;

export function useNeighbours(id: Ref<string>, from: Ref<string>) {
  const ids = ref<string[]>([]);
  let cursor = "";
  let pages = 0;
  let reading: Promise<void> | null = null;

  async function read(list: string): Promise<void> {
    const page = await orders.list(ofOrigin(list), cursor);
    if (list !== from.value) return;
    ids.value = [...ids.value, ...page.rows.map((row) => row.id)];
    cursor = page.next;
    pages += 1;
  }
  function missing(): boolean {
    const at = ids.value.indexOf(id.value);
    return at < 0 || at === ids.value.length - 1;
  }
  /** Read on until the order and the one after it are there. */
  async function reach(list: string): Promise<void> {
    while (list === from.value && missing() && pages < MOST_PAGES && (cursor || !pages)) await read(list);
  }
  function look(): void {
    const list = from.value;
    if (!list) return;
    // Without the list there is simply no "next".
    reading = (reading ?? Promise.resolve()).then(() => reach(list)).catch(() => {});
  }

  watch(
    from,
    () => {
      ids.value = [];
      cursor = "";
      pages = 0;
      look();
    },
    { immediate: true },
  );
  watch(id, look);

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
