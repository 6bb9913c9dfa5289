import { computed, onScopeDispose, ref } from "vue";

/** The server's time as it goes, for everything on the screen that counts; it stands still while nothing does. */

const here = ref(Date.now());
/** How far the server is ahead of this computer, whose clock may be wrong. */
const ahead = ref(0);
const now = computed(() => here.value + ahead.value);
let users = 0;
let ticking: ReturnType<typeof setInterval> | undefined;

export function setServerTime(iso: string): void {
  ahead.value = Date.parse(iso) - Date.now();
}

export function useClock() {
  if (users === 0) {
    here.value = Date.now();
    ticking = setInterval(() => (here.value = Date.now()), 500);
  }
  users += 1;
  onScopeDispose(() => {
    users -= 1;
    if (users === 0) clearInterval(ticking);
  });
  return now;
}
