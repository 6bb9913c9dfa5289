import { readonly, ref, shallowRef } from "vue";
import { views as api } from "@/api/desk";
import type { SavedView } from "@/api/types";
import type { Filter } from "@/pure/filter";

/** A person's saved views of the list of orders; the palette knows them too. */
const views = shallowRef<readonly SavedView[]>([]);
const loaded = ref(false);

export function useViews() {
  async function load(): Promise<void> {
    if (loaded.value) return;
    views.value = (await api.list()).views;
    loaded.value = true;
  }
  return {
    views: readonly(views),
    load,
    save: async (name: string, filter: Filter) => {
      views.value = (await api.save(name, filter)).views;
    },
    forget: async (id: string) => {
      views.value = (await api.forget(id)).views;
    },
  };
}
