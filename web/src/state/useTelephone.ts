import { computed, readonly, ref, watch } from "vue";
import type { Access } from "@/api/calls";
import { microphoneProblem, type Line } from "@/pure/call";
import { startRinging, stopRinging } from "./ringer";
import type { Softphone } from "./softphone";
import { useSession } from "./useSession";

/** The browser's telephone, one for the desk: who holds it among several windows, whether it is connected, what it hears. */

const line = ref<Line>("off");
const muted = ref(false);
/** What is wrong with microphone or sound, in words. */
const trouble = ref("");
/** The call that rings or is up in this window. */
const callId = ref("");
/** Calls that rang in this window. */
const rang = new Set<string>();
let registered = false;
let phone: Softphone | null = null;
let letGo: (() => void) | null = null;
let waiting: AbortController | null = null;
/** Which identity is wanted; what was begun for another one is given up. */
let wanted = "";
let onRing: () => void = () => {};

watch(line, (now) => (now === "ringing" ? startRinging() : stopRinging()));

function resting(): Line {
  return registered ? "ready" : "lost";
}

const heard = {
  registered: (yes: boolean) => {
    registered = yes;
    if (line.value !== "ringing" && line.value !== "talking") line.value = resting();
  },
  rings: (id: string) => {
    line.value = "ringing";
    muted.value = false;
    callId.value = id;
    rang.add(id);
    onRing();
  },
  talks: () => {
    line.value = "talking";
  },
  ends: () => {
    line.value = resting();
    muted.value = false;
    callId.value = "";
    onRing();
  },
};

/** The microphone, asked for while the person looks; null when there is none, with the reason in `trouble`. */
async function microphone(): Promise<MediaStream | null> {
  trouble.value = "";
  // Browsers hide it on plain-http addresses.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) {
    trouble.value = microphoneProblem("InsecureContext");
    return null;
  }
  try {
    return await devices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
  } catch (thrown) {
    trouble.value = microphoneProblem(thrown instanceof DOMException ? thrown.name : "");
    return null;
  }
}

/** Ask for the microphone and give it back: before signing on, so that nobody signs on mute. */
async function tryMicrophone(): Promise<boolean> {
  const stream = await microphone();
  for (const track of stream?.getTracks() ?? []) track.stop();
  return stream !== null;
}

async function ring(access: Access, endpoint: string, password: string): Promise<void> {
  line.value = "connecting";
  const stream = await microphone();
  if (!stream || wanted !== endpoint) {
    for (const track of stream?.getTracks() ?? []) track.stop();
    if (wanted === endpoint) line.value = "off";
    return;
  }
  stream.getAudioTracks()[0]?.addEventListener("ended", () => (trouble.value = "耳麦断开了，对方听不到您。请插好耳麦，再点“重新接通话机”。"));
  const { Softphone } = await import("./softphone");
  const made = await Softphone.open(access, endpoint, password, stream, heard);
  if (wanted !== endpoint) made.close();
  else phone = made;
}

function silence(): void {
  phone?.close();
  phone = null;
  registered = false;
  muted.value = false;
  callId.value = "";
}

/** Hold the telephone in this window until it is let go or another window takes it. Windows wait for each other: when one
 * is closed, the next has it. */
async function hold(access: Access, endpoint: string, password: string, steal: boolean): Promise<void> {
  wanted = endpoint;
  line.value = "elsewhere";
  waiting?.abort();
  waiting = steal ? null : new AbortController();
  const signal = waiting?.signal;
  const work = () => {
    void ring(access, endpoint, password);
    return new Promise<void>((resolve) => (letGo = resolve));
  };
  try {
    await navigator.locks.request(`yihao.telephone.${useSession().account.value?.id ?? ""}`, signal ? { signal } : { steal }, work);
  } catch (thrown) {
    if (!(thrown instanceof DOMException && thrown.name === "AbortError")) throw thrown;
    // Given up here, or another window took it.
    if (signal?.aborted || wanted !== endpoint) return;
    silence();
    void hold(access, endpoint, password, false);
  }
}

export function useTelephone() {
  return {
    line: readonly(line),
    muted: readonly(muted),
    trouble: readonly(trouble),
    callId: readonly(callId),
    here: computed(() => line.value !== "off" && line.value !== "elsewhere"),
    /** Told when a call rings or ends, before the stream of changes tells it. */
    whenRinging: (work: () => void) => (onRing = work),
    rangHere: (id: string) => rang.has(id),
    tryMicrophone,
    connect: (access: Access, endpoint: string, password: string, steal = false) => {
      if (wanted === endpoint && !steal) return;
      if (!navigator.locks) {
        trouble.value = microphoneProblem("InsecureContext");
        return;
      }
      void hold(access, endpoint, password, steal);
    },
    disconnect: () => {
      wanted = "";
      silence();
      waiting?.abort();
      letGo?.();
      letGo = null;
      trouble.value = "";
      line.value = "off";
    },
    answer: () => phone?.answer(),
    hangUp: () => phone?.hangUp(),
    press: (key: string) => phone?.press(key),
    mute: (yes: boolean) => {
      phone?.mute(yes);
      muted.value = yes;
    },
  };
}
