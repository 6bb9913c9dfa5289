import { computed, nextTick, reactive, ref, watch, type Ref } from "vue";
import { useRoute, useRouter } from "vue-router";
import { useKeys } from "./useKeys";

/** Walking a queue with J and K. Where one stands is in the address bar; what was done stays visible until one leaves. */
export function useWalk(rows: Ref<readonly { id: string }[]>, gone: Ref<ReadonlySet<string>>) {
  const route = useRoute();
  const router = useRouter();
  const active = ref(typeof route.query.id === "string" ? route.query.id : "");
  const done = reactive(new Map<string, string>());

  function choose(id: string): void {
    active.value = id;
    void router.replace({ query: { ...route.query, id: id || undefined } });
    void nextTick(() => document.querySelector(`[data-row="${id}"]`)?.scrollIntoView({ block: "nearest" }));
  }

  function step(by: number): void {
    const at = rows.value.findIndex((row) => row.id === active.value);
    const to = rows.value[at < 0 ? 0 : at + by];
    if (to) choose(to.id);
  }

  const isOpen = (row: { id: string }) => !done.has(row.id) && !gone.value.has(row.id);
  const nextOpen = computed(() => {
    const at = rows.value.findIndex((row) => row.id === active.value);
    return rows.value.slice(at + 1).find(isOpen) ?? rows.value.find((row) => row.id !== active.value && isOpen(row));
  });
  const next = () => {
    if (nextOpen.value) choose(nextOpen.value.id);
  };

  watch(rows, (now) => {
    if (now.length && !now.some((row) => row.id === active.value) && now[0]) choose(now[0].id);
  });
  useKeys([
    { keys: "J", label: "下一件", group: "列表", run: () => (done.has(active.value) ? next() : step(1)) },
    { keys: "K", label: "上一件", group: "列表", run: () => step(-1) },
  ]);

  return { active, done, choose, next, hasNext: computed(() => nextOpen.value !== undefined) };
}
