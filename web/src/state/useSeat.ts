import { computed, onScopeDispose, readonly, ref, shallowRef, watch } from "vue";
import { live, seat as api, type Joining, type Seat, type SeatPage, type To, type Why } from "@/api/calls";
import { offered, type SeatNow } from "@/pure/call";
import { uuid } from "@/pure/ids";
import { asDeskError, type DeskError } from "@/pure/problem";
import { setServerTime } from "./useClock";
import { useLive } from "./useLive";
import { useTelephone } from "./useTelephone";

/** My seat at the line: what the server says of it, and what I do there. One for the whole desk. */

const page = shallowRef<SeatPage | null>(null);
const problem = shallowRef<DeskError | null>(null);
const said = ref("");
/** What happened without anybody doing it, until it is read. */
const notice = ref("");
/** The act that is on its way; its button turns. */
const doing = ref("");
const telephone = useTelephone();
let turn = 0;
let soon: ReturnType<typeof setTimeout> | undefined;

const seat = computed<Seat | null>(() => page.value?.seat ?? null);
const call = computed(() => seat.value?.call ?? null);
/** Everybody beside the caller and me. */
const others = computed(() => call.value?.parties.filter((party) => !party.mine) ?? []);
const guests = computed(() => others.value.filter((party) => party.why !== ""));

async function refresh(): Promise<void> {
  const mine = (turn += 1);
  try {
    const found = await api.read();
    // A slower, older answer must not undo a newer one.
    if (mine !== turn) return;
    page.value = found;
    setServerTime(found.at);
  } catch {
    // What is on the screen stays; the connection state tells.
  }
}

/** The browser's telephone follows the seat: it rings while one is signed on, and is silent afterwards. */
function follow(now: Seat | null): void {
  const access = page.value?.telephone;
  if (now && access && now.device === "browser") {
    if (now.registered) telephone.connect(access, now.endpoint, now.password);
  } else telephone.disconnect();
}

async function act(name: string, send: () => Promise<{ message: string }>): Promise<boolean> {
  if (doing.value) return false;
  doing.value = name;
  problem.value = null;
  said.value = notice.value = "";
  try {
    said.value = (await send()).message;
    return true;
  } catch (thrown) {
    problem.value = asDeskError(thrown);
    return false;
  } finally {
    doing.value = "";
    void refresh();
  }
}

async function signOn(place: string, device: string): Promise<boolean> {
  problem.value = null;
  if (device === "browser" && !(await telephone.tryMicrophone())) return false;
  return act("sign_on", () => api.signOn(place, device, uuid()));
}

/** The line's way ends the talk and asks the caller to rate; without the line's control the telephone itself does. */
async function hangUp(): Promise<void> {
  const now = call.value;
  if (!now?.leading || now.phase !== "talking") {
    telephone.hangUp();
    return;
  }
  const done = await act("hang_up", () => live.hangUp(now.id));
  if (!done && problem.value?.retriable) telephone.hangUp();
}

const withCall = (name: string, send: (id: string) => Promise<{ message: string }>) => {
  const id = call.value?.id;
  return id ? act(name, () => send(id)) : Promise.resolve(false);
};

/** Several changes at once are one question. */
function refreshSoon(): void {
  soon ??= setTimeout(() => {
    soon = undefined;
    void refresh();
  }, 60);
}

/** Going home: who leaves the desk leaves the telephone. */
async function leave(): Promise<void> {
  if (seat.value) await act("sign_off", api.signOff);
}

/** A talk whose sound is nowhere: the page was loaded anew, or the window that had it is closed. The caller must not wait in silence. */
const lost = computed(() => {
  const now = call.value;
  return now?.leading && now.phase === "talking" && seat.value?.device === "browser" && telephone.line.value === "ready" && !telephone.rangHere(now.id) ? now.id : "";
});

/** Keep the seat up to date while the desk is open; once, in the frame. */
export function startSeat(): void {
  telephone.whenRinging(() => void refresh());
  watch(seat, follow);
  watch(lost, (id) => {
    if (id) void act("broke_off", () => live.brokeOff(id)).then((done) => (notice.value = done ? `${said.value}。示闲后会最先接到。` : ""));
  });
  useLive((change) => {
    if (!change || change.kind.startsWith("call.") || change.kind.startsWith("seat.")) refreshSoon();
  });
  // An endpoint that is just being made known to the engine, and everything that a broken stream did not tell.
  const often = setInterval(() => {
    if (seat.value && !seat.value.registered) void refresh();
  }, 700);
  const seldom = setInterval(() => void refresh(), 15_000);
  const ask = (event: BeforeUnloadEvent) => {
    if (telephone.line.value === "talking") event.preventDefault();
  };
  window.addEventListener("beforeunload", ask);
  void refresh();
  onScopeDispose(() => {
    clearInterval(often);
    clearInterval(seldom);
    window.removeEventListener("beforeunload", ask);
    telephone.disconnect();
  });
}

export function useSeat() {
  const now = computed<SeatNow>(() => ({
    state: seat.value?.state ?? "off",
    leading: call.value?.leading ?? false,
    held: call.value?.held ?? false,
    inCall: call.value !== null,
    phase: call.value?.phase ?? "",
    guests: guests.value.length,
    line: telephone.line.value,
    browser: seat.value?.device === "browser",
  }));
  return {
    page: computed(() => page.value),
    seat,
    call,
    guests,
    others,
    problem,
    said,
    notice,
    doing: readonly(doing),
    can: computed(() => offered(now.value)),
    refresh,
    signOn,
    leave,
    signOff: () => act("sign_off", api.signOff),
    choose: (state: string, reason = "") => act(state, () => api.choose(state, reason)),
    help: (wanted: boolean) => act("help", () => api.help(wanted)),
    takeOver: () => {
      const [access, mine] = [page.value?.telephone, seat.value];
      if (access && mine) telephone.connect(access, mine.endpoint, mine.password, true);
    },
    answer: telephone.answer,
    hangUp,
    hold: () => withCall("hold", live.hold),
    resume: () => withCall("hold", live.resume),
    complete: () => withCall("complete", live.complete),
    dismiss: (leg: string) => withCall("dismiss", (id) => live.dismiss(id, leg)),
    callIn: (why: Why, to: To) => withCall("call_in", (id) => live.callIn(id, why, to)),
    supervise: (id: string, why: Joining) => act("supervise", () => live.supervise(id, why)),
    callOut: (phone: string, contactId: string | null = null) => act("call_out", () => live.out(phone, contactId)),
  };
}
