import { onScopeDispose, ref, shallowRef } from "vue";
import { uuid } from "@/pure/ids";
import { asDeskError, type DeskError } from "@/pure/problem";

/**
 * One intended act: it cannot run twice at once, it is tried again by itself when the network or the
 * database is away, and every try of the same content carries the same Idempotency-Key.
 */

const PAUSES = [1500, 4000, 8000];

export function useAct() {
  const busy = ref(false);
  const tries = ref(0);
  const problem = shallowRef<DeskError | null>(null);
  let key = "";
  let content = "";
  let wake: (() => void) | null = null;
  let left = false;
  // Nobody is there to see the outcome any more: what has been sent stands, nothing is sent again.
  onScopeDispose(() => {
    left = true;
    wake?.();
  });

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function run<T>(body: unknown, send: (key: string) => Promise<T>): Promise<T | undefined> {
    if (busy.value) return undefined;
    const text = JSON.stringify(body);
    if (!key || text !== content) key = uuid();
    content = text;
    busy.value = true;
    problem.value = null;
    tries.value = 0;
    try {
      for (;;) {
        try {
          const result = await send(key);
          key = "";
          problem.value = null;
          return result;
        } catch (thrown) {
          const error = asDeskError(thrown);
          problem.value = error;
          const wait = PAUSES[tries.value];
          if (!error.retriable || wait === undefined) {
            if (!error.retriable) key = "";
            return undefined;
          }
          tries.value += 1;
          await pause(wait);
          if (left) return undefined;
        }
      }
    } finally {
      busy.value = false;
    }
  }

  return {
    busy,
    /** How many times it has been tried again by itself. */
    tries,
    problem,
    run,
    /** Do not wait for the next try. */
    now: () => wake?.(),
    clear: () => (problem.value = null),
  };
}

export type Act = ReturnType<typeof useAct>;
