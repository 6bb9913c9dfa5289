import type { C, UA } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRTCSessionEvent } from "jssip/lib/UA";
import type { Access } from "@/api/calls";

/** The telephone itself: one SIP identity, one call at a time, one place where it is heard. It knows nothing of seats. */

export interface Heard {
  /** Registered, or not (any more). It comes back by itself. */
  registered(yes: boolean): void;
  /** A call rings; `id` is the call's, `byItself` when it is answered without asking. */
  rings(id: string, byItself: boolean): void;
  talks(): void;
  ends(cause: string): void;
}

const DEAF: Heard = { registered: () => {}, rings: () => {}, talks: () => {}, ends: () => {} };
const EXPIRES = 120;
const RETRY_MOST = 8;
const speaker = new Audio();
speaker.autoplay = true;

export class Softphone {
  private session: RTCSession | null = null;
  private readonly ice: RTCIceServer[];

  private constructor(
    private readonly ua: UA,
    access: Access,
    private readonly microphone: MediaStream,
    private heard: Heard,
  ) {
    this.ice = access.ice_servers.map(({ urls, username, credential }) => (username ? { urls, username, credential } : { urls }));
  }

  /** Register; the library is fetched only by those who need it. */
  static async open(access: Access, endpoint: string, password: string, microphone: MediaStream, heard: Heard): Promise<Softphone> {
    const { UA, WebSocketInterface } = await import("jssip");
    const ua = new UA({
      sockets: [new WebSocketInterface(access.ws_url)],
      uri: `sip:${endpoint}@${access.domain}`,
      password,
      register_expires: EXPIRES,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: RETRY_MOST,
      session_timers: false,
    });
    const made = new Softphone(ua, access, microphone, heard);
    ua.on("registered", () => made.heard.registered(true));
    ua.on("unregistered", () => made.heard.registered(false));
    ua.on("disconnected", () => made.heard.registered(false));
    ua.on("registrationFailed", () => {
      made.heard.registered(false);
      made.again();
    });
    ua.on("newRTCSession", (event: IncomingRTCSessionEvent) => made.ring(event.session, event.request));
    ua.start();
    return made;
  }

  /** The engine answered but would not have us yet (it has just started): try again. */
  private again(): void {
    setTimeout(() => {
      if (this.ua.isConnected() && !this.ua.isRegistered()) this.ua.register();
    }, 2000);
  }

  private ring(session: RTCSession, request: { getHeader(name: string): string | undefined }): void {
    if (this.session) {
      session.terminate({ status_code: 486 });
      return;
    }
    this.session = session;
    const over = (cause: string) => {
      if (this.session !== session) return;
      this.session = null;
      speaker.srcObject = null;
      this.heard.ends(cause);
    };
    session.on("ended", ({ cause }) => over(cause));
    session.on("failed", ({ cause }) => over(cause));
    session.on("confirmed", () => this.heard.talks());
    session.on("peerconnection", ({ peerconnection }) => {
      peerconnection.addEventListener("track", (event) => {
        speaker.srcObject = event.streams[0] ?? new MediaStream([event.track]);
        void speaker.play();
      });
    });
    const byItself = request.getHeader("X-Yihao-Auto") === "1";
    this.heard.rings(request.getHeader("X-Yihao-Call") ?? "", byItself);
    if (byItself) this.answer();
  }

  answer(): void {
    if (!this.session?.isInProgress()) return;
    this.mute(false);
    this.session.answer({ mediaStream: this.microphone, pcConfig: { iceServers: this.ice } });
  }

  /** Refuse what rings, leave what is up. */
  hangUp(): void {
    this.session?.terminate();
  }

  mute(yes: boolean): void {
    for (const track of this.microphone.getAudioTracks()) track.enabled = !yes;
  }

  press(key: string): void {
    this.session?.sendDTMF(key, { transportType: "RFC2833" as C.DTMF_TRANSPORT, duration: 160 });
  }

  /** Sign off from the engine and let the microphone go. */
  close(): void {
    // What still comes from this telephone is no news of the next one.
    this.heard = DEAF;
    speaker.srcObject = null;
    this.session?.terminate();
    this.ua.stop();
    for (const track of this.microphone.getTracks()) track.stop();
  }
}
