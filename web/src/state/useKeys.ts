import { computed, onScopeDispose, ref, shallowReactive } from "vue";
import { isPlain, matches } from "@/pure/shortcut";

/** The one registry of what can be done on this page right now: its shortcuts, the sheet that tells them, the palette. */

export interface Command {
  /** What it is called by on the keyboard; without, it is in the palette only. */
  keys?: string;
  label: string;
  group: string;
  run: () => void;
  when?: () => boolean;
}
export interface Shortcut extends Command {
  keys: string;
}
type Source = readonly Command[] | (() => readonly Command[]);

const registry = shallowReactive(new Map<symbol, Source>());
const of = (source: Source) => (typeof source === "function" ? source() : source);
/** Later registrations are nearer to the person: a drawer before its page. */
const nearestFirst = () => [...registry.values()].reverse().flatMap(of);
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
  for (const command of nearestFirst()) {
    if (!command.keys || !matches(command.keys, event)) continue;
    if (isPlain(command.keys)) {
      if (typing || !singles.value || isFloating()) continue;
      if (command.keys === "Enter" && target?.closest(PRESSING)) continue;
    }
    if (command.when && !command.when()) continue;
    event.preventDefault();
    command.run();
    return;
  }
}

window.addEventListener("keydown", onKeydown);

/** Enters commands for as long as the component lives; a function where they change with what is shown. */
export function useKeys(source: Source): void {
  const id = Symbol();
  registry.set(id, source);
  onScopeDispose(() => registry.delete(id));
}

/** What would work now, nearest first; of several that answer to the same keys only the one that would run. */
export function commandsNow(): Command[] {
  const taken = new Set<string>();
  return nearestFirst().filter((command) => {
    if (command.when && !command.when()) return false;
    const name = command.keys || command.label;
    return !taken.has(name) && Boolean(taken.add(name));
  });
}

export function useKeySheet() {
  return {
    groups: computed(() => {
      const groups = new Map<string, Shortcut[]>();
      for (const shortcut of [...registry.values()].flatMap(of).filter((one): one is Shortcut => Boolean(one.keys))) {
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
