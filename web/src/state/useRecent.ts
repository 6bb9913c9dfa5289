import { computed, shallowRef } from "vue";
import { useSession } from "./useSession";

/** Orders opened last, for the palette. In this window's memory only: titles do not stay behind on a shared computer. */

export interface Recent {
  id: string;
  number: string;
  title: string;
}

const MANY = 6;
const opened = shallowRef<{ account: string; rows: readonly Recent[] }>({ account: "", rows: [] });

export function useRecent() {
  const { account } = useSession();
  const mine = () => account.value?.id ?? "";
  const recent = computed(() => (opened.value.account === mine() ? opened.value.rows : []));
  return {
    recent,
    note: ({ id, number, title }: Recent) => {
      opened.value = { account: mine(), rows: [{ id, number, title }, ...recent.value.filter((one) => one.id !== id)].slice(0, MANY) };
    },
  };
}
