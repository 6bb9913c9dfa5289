import { onScopeDispose, ref, shallowRef } from "vue";
import { wallboard as api, type Wallboard } from "@/api/calls";
import { asDeskError, type DeskError } from "@/pure/problem";
import { setServerTime } from "./useClock";
import { useLive } from "./useLive";

/** The line now: anew every two seconds while somebody looks, and at once when a seat or a call changes. */

const EVERY = 2000;

export function useWallboard() {
  const board = shallowRef<Wallboard | null>(null);
  const problem = shallowRef<DeskError | null>(null);
  const acted = shallowRef<DeskError | null>(null);
  const asking = ref(false);
  let again = false;

  async function refresh(): Promise<void> {
    // One question at a time; what happens meanwhile is asked for afterwards.
    if (asking.value) {
      again = true;
      return;
    }
    asking.value = true;
    try {
      board.value = await api.read();
      setServerTime(board.value.at);
      problem.value = null;
    } catch (thrown) {
      problem.value = asDeskError(thrown);
    } finally {
      asking.value = false;
      if (again) {
        again = false;
        void refresh();
      }
    }
  }
  async function force(seatId: string, state: string, reason: string): Promise<void> {
    acted.value = null;
    try {
      await api.force(seatId, state, reason);
    } catch (thrown) {
      acted.value = asDeskError(thrown);
    }
    void refresh();
  }

  useLive((change) => {
    if (!change || change.kind.startsWith("call.") || change.kind.startsWith("seat.")) void refresh();
  });
  const ticking = setInterval(() => {
    if (!document.hidden) void refresh();
  }, EVERY);
  onScopeDispose(() => clearInterval(ticking));
  void refresh();
  return { board, problem, acted, refresh, force };
}
