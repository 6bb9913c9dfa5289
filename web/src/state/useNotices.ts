import { computed, readonly, ref, watch } from "vue";
import { notices, type Notice } from "@/api/notices";
import { bellCount, placeOf } from "@/pure/notices";
import { router } from "@/router";
import { useLive, useNudge } from "./useLive";

/** The number on the bell. The server says when there is something new; nothing asks again and again. */

const unread = ref(0);
const more = ref(false);

function keep(found: { unread: number; more: boolean }): void {
  unread.value = found.unread;
  more.value = found.more;
}

export async function refreshUnread(): Promise<void> {
  try {
    keep(await notices.unread());
  } catch {
    // The old number stays; the connection state tells that it may be stale.
  }
}

export function useNotices() {
  return {
    unread: readonly(unread),
    count: computed(() => bellCount(unread.value, more.value)),
    /** Go where the thing is. That it was read is told beside; failing that, it stays unread. */
    open: (notice: Notice) => {
      if (!notice.read) void notices.read([notice.id]).then(keep, () => {});
      void router.push(placeOf(notice));
    },
    readAll: async (upTo: number) => keep(await notices.readAll(upTo)),
  };
}

/** Once, in the frame: the number follows what comes in, and is asked for anew after every break of the connection. */
export function followNotices(): void {
  const { connection } = useLive();
  useNudge(() => void refreshUnread());
  watch(connection, (now) => now === "live" && void refreshUnread(), { immediate: true });
}
