import { computed, readonly, shallowRef } from "vue";
import { queues as read } from "@/api/desk";
import type { Queue } from "@/api/types";

/** How much waits in each queue this person sees. */

const queues = shallowRef<Queue[]>([]);

export async function refreshQueues(): Promise<void> {
  try {
    queues.value = (await read()).queues;
  } catch {
    // The old counts stay; the connection state tells that they may be stale.
  }
}

export function useQueues() {
  const byKey = computed(() => new Map(queues.value.map((queue) => [queue.key, queue])));
  return {
    queues: readonly(queues),
    queue: (key: string) => byKey.value.get(key),
    sum: (keys: readonly string[]) =>
      keys.reduce(
        (total, key) => {
          const queue = byKey.value.get(key);
          return { count: total.count + (queue?.count ?? 0), yellow: total.yellow + (queue?.yellow ?? 0), red: total.red + (queue?.red ?? 0) };
        },
        { count: 0, yellow: 0, red: 0 },
      ),
  };
}
