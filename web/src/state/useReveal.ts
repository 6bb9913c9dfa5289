import { reactive } from "vue";
import type { Masked } from "@/api/types";

/** Values shown on request: each for sixty seconds, then masked again. */

const SHOWN_FOR = 60;

interface Shown {
  value: string;
  left: number;
}

const shown = reactive(new Map<string, Shown>());
const asking = reactive<{ value: Masked | null; label: string }>({ value: null, label: "" });
let ticking: ReturnType<typeof setInterval> | undefined;

function keyOf(value: Masked): string {
  return `${value.subject_type}/${value.subject_id}/${value.field}`;
}

function tick(): void {
  for (const [key, one] of shown) {
    one.left -= 1;
    if (one.left <= 0) shown.delete(key);
  }
  if (!shown.size) {
    clearInterval(ticking);
    ticking = undefined;
  }
}

export function useReveal() {
  return {
    asking,
    ask: (value: Masked, label: string) => {
      asking.value = value;
      asking.label = label;
    },
    cancel: () => (asking.value = null),
    show: (masked: Masked, value: string) => {
      shown.set(keyOf(masked), { value, left: SHOWN_FOR });
      ticking ??= setInterval(tick, 1000);
    },
    hide: (masked: Masked) => shown.delete(keyOf(masked)),
    shownOf: (masked: Masked) => shown.get(keyOf(masked)),
  };
}
