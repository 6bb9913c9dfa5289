import { computed, onScopeDispose, reactive, ref } from "vue";
import { isPlain, matches } from "@/pure/shortcut";

/** The one registry of shortcuts: what works on this page right now, and the sheet that tells so. */

export interface Shortcut {
  keys: string;
  label: string;
  group: string;
  run: () => void;
  when?: () => boolean;
}

const registry = reactive(new Map<symbol, Shortcut[]>());
const STORE = "yihao.single-keys";
const singles = ref(localStorage.getItem(STORE) !== "off");

const TYPING = "input, textarea, select, [contenteditable='true'], [role='combobox'], [role='radio']";
const PRESSING = "a[href], button, summary, [role='tab'], [role='menuitem']";

function isFloating(): boolean {
  return Boolean(document.querySelector(".el-overlay:not([style*='display: none'])"));
}

function onKeydown(event: KeyboardEvent): void {
  if (event.isComposing || event.repeat || event.defaultPrevented) return;
  const target = event.target instanceof Element ? event.target : null;
  const typing = Boolean(target?.closest(TYPING));
  // Later registrations are nearer to the person: a drawer before its page.
  for (const shortcuts of [...registry.values()].reverse()) {
    for (const shortcut of shortcuts) {
      if (!matches(shortcut.keys, event)) continue;
      if (isPlain(shortcut.keys)) {
        if (typing || !singles.value || isFloating()) continue;
        if (shortcut.keys === "Enter" && target?.closest(PRESSING)) continue;
      }
      if (shortcut.when && !shortcut.when()) continue;
      event.preventDefault();
      shortcut.run();
      return;
    }
  }
}

window.addEventListener("keydown", onKeydown);

export function useKeys(shortcuts: Shortcut[]): void {
  const id = Symbol();
  registry.set(id, shortcuts);
  onScopeDispose(() => registry.delete(id));
}

export function useKeySheet() {
  return {
    groups: computed(() => {
      const groups = new Map<string, Shortcut[]>();
      for (const shortcut of [...registry.values()].flat()) {
        const list = groups.get(shortcut.group) ?? [];
        if (!list.some((one) => one.keys === shortcut.keys && one.label === shortcut.label)) list.push(shortcut);
        groups.set(shortcut.group, list);
      }
      return [...groups].map(([name, list]) => ({ name, list }));
    }),
    singles,
    setSingles: (on: boolean) => {
      singles.value = on;
      localStorage.setItem(STORE, on ? "on" : "off");
    },
  };
}
