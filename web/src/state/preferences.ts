import { ref, watch, type Ref } from "vue";
import { useSession } from "./useSession";

/** A small choice remembered per person on this computer. */
export function usePreference(name: string, initial: boolean): Ref<boolean> {
  const { account } = useSession();
  const key = `yihao.${name}.${account.value?.id ?? ""}`;
  const stored = localStorage.getItem(key);
  const value = ref(stored === null ? initial : stored === "1");
  watch(value, (now) => localStorage.setItem(key, now ? "1" : "0"));
  return value;
}

const FIRST = "yihao.first-page.";

/** The page that this person wants to come to after signing in, or null. */
export function chosenFirst(): string | null {
  return localStorage.getItem(FIRST + (useSession().account.value?.id ?? ""));
}

export function chooseFirst(path: string): void {
  localStorage.setItem(FIRST + (useSession().account.value?.id ?? ""), path);
}
