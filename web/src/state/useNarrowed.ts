import { computed } from "vue";
import { useRoute, useRouter } from "vue-router";
import { narrowed } from "@/pure/audit";

/** A list's filter as it stands in the address bar, beside what is open there. */
export function useNarrowed(fields: readonly string[]) {
  const route = useRoute();
  const router = useRouter();
  const filter = computed(() => narrowed(fields, route.query));
  const one = (name: string) => computed(() => (typeof route.query[name] === "string" ? route.query[name] : ""));
  /** Change the filter, or what is open; an empty value goes. */
  function go(query: Record<string, string>): void {
    void router.replace({ query: Object.fromEntries(Object.entries(query).filter(([, value]) => value)) });
  }
  return { filter, one, go, key: computed(() => JSON.stringify(filter.value)) };
}
