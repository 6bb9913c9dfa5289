import { onScopeDispose, readonly, ref } from "vue";
import { queues, session } from "@/api/desk";
import type { LiveChange, LiveProgress } from "@/api/types";

/** The stream of changes. The browser resumes it with Last-Event-ID (the greeting has one, too); after a longer break `reset` has
 *  everything visible fetched anew. */

export type Connection = "connecting" | "live" | "lost";
type Listener = (change: LiveChange | null) => void;

const connection = ref<Connection>("connecting");
const listeners = new Set<Listener>();
const followers = new Set<(progress: LiveProgress) => void>();
const nudged = new Set<() => void>();
let source: EventSource | null = null;
let last = "";
let pause = 2000;
let timer: ReturnType<typeof setTimeout> | undefined;

function tell(change: LiveChange | null): void {
  for (const listener of listeners) listener(change);
}

function parse<T>(event: Event): T | null {
  try {
    return event instanceof MessageEvent ? (JSON.parse(String(event.data)) as T) : null;
  } catch {
    return null;
  }
}

function keep(event: Event): void {
  if (event instanceof MessageEvent && event.lastEventId) last = event.lastEventId;
}

/** A stream of our own making goes on where the last one was, as the browser's own do. */
function open(): void {
  source = new EventSource(last ? `/sse/events?after=${last}` : "/sse/events");
  source.addEventListener("hello", keep);
  source.addEventListener("open", () => {
    connection.value = "live";
    pause = 2000;
  });
  source.addEventListener("change", (event) => {
    keep(event);
    const change = parse<LiveChange>(event);
    if (change) tell(change);
  });
  source.addEventListener("progress", (event) => {
    const progress = parse<LiveProgress>(event);
    if (progress) for (const follower of followers) follower(progress);
  });
  source.addEventListener("notice", () => {
    for (const one of nudged) one();
  });
  source.addEventListener("reset", (event) => {
    keep(event);
    tell(null);
  });
  source.addEventListener("error", () => {
    connection.value = "lost";
    if (source?.readyState !== EventSource.CLOSED) return;
    // The browser gave up (refused, or signed out): look at the session, then try again ourselves.
    clearTimeout(timer);
    timer = setTimeout(() => void again(), pause);
    pause = Math.min(pause * 2, 30_000);
  });
}

async function again(): Promise<void> {
  try {
    const { signed_in } = await session.read();
    // Any signed-in request opens the sign-in layer and waits there.
    if (!signed_in) await queues();
  } catch {
    // Still no connection; the next error event sets the next try.
  }
  source?.close();
  open();
}

export function startLive(): void {
  if (!source) open();
}

export function stopLive(): void {
  clearTimeout(timer);
  source?.close();
  source = null;
  last = "";
}

export function useLive(listener?: Listener) {
  if (listener) {
    listeners.add(listener);
    onScopeDispose(() => listeners.delete(listener));
  }
  return { connection: readonly(connection) };
}

/** How far one's long work is: told while it runs, about once a second. */
export function useProgress(follower: (progress: LiveProgress) => void): void {
  followers.add(follower);
  onScopeDispose(() => followers.delete(follower));
}

/** Calls `work` when the server says that there is a new notice for this person. */
export function useNudge(work: () => void): void {
  nudged.add(work);
  onScopeDispose(() => nudged.delete(work));
}

/** Calls `work` once, shortly after the last of a burst of changes; and every minute, since remaining time moves by itself. */
export function useFresh(work: () => void, concerns: (change: LiveChange) => boolean = () => true, delay = 600): void {
  let soon: ReturnType<typeof setTimeout> | undefined;
  useLive((change) => {
    if (change && !concerns(change)) return;
    clearTimeout(soon);
    soon = setTimeout(work, delay);
  });
  const minute = setInterval(() => {
    if (!document.hidden) work();
  }, 60_000);
  onScopeDispose(() => {
    clearTimeout(soon);
    clearInterval(minute);
  });
}
