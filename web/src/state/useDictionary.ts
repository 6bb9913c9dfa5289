import { computed, shallowRef } from "vue";
import { intake, dictionary as read } from "@/api/desk";
import type { Choice, Dictionary, IntakeDictionary } from "@/api/types";
import { asTree, type Findable } from "@/pure/search";

/** The city's classes, places, units and code lists: fetched once, searched in the browser. */

const dictionary = shallowRef<Dictionary | null>(null);
/** Code lists that only those who take in appeals may read. */
const lists = shallowRef<IntakeDictionary | null>(null);

/** Runs once; after a failure the next call tries again. */
function loadOnce(load: () => Promise<void>): () => Promise<void> {
  let loading: Promise<void> | null = null;
  return () =>
    (loading ??= load().catch((thrown: unknown) => {
      loading = null;
      throw thrown;
    }));
}

export const loadDictionary = loadOnce(async () => {
  dictionary.value = await read();
});
export const loadIntakeLists = loadOnce(async () => {
  const [, found] = await Promise.all([loadDictionary(), intake.dictionary()]);
  lists.value = found;
});

/** The city itself is no answer to "where": its counties are the top of the tree. */
const CITY = "city";

const classes = computed(() => asTree(dictionary.value?.classes ?? [], (one) => one.keywords));
const areas = computed(() => asTree((dictionary.value?.areas ?? []).filter((area) => area.level !== CITY), (one) => one.old_names));
const units = computed<Findable[]>(() =>
  (dictionary.value?.units ?? [])
    .filter((unit) => unit.handles)
    .map((unit) => ({
      key: unit.id,
      name: unit.name,
      path: [areaName(unit.area)].filter(Boolean),
      words: unit.short_name && unit.short_name !== unit.name ? [unit.short_name] : [],
    })),
);

const areaNames = computed(() => new Map(dictionary.value?.areas.map((area) => [area.code, area.name])));
const areaName = (code: string) => areaNames.value.get(code) ?? "";

function nameIn(choices: readonly Choice[] | undefined, code: string): string {
  return choices?.find((one) => one.code === code)?.name ?? "";
}

export function useDictionary() {
  return { dictionary, lists, classes, areas, units, nameIn };
}
