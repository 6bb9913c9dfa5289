/** What the call bar says and offers: from the seat and its telephone, nothing else. */

/** How the browser's telephone stands. */
export type Line = "off" | "elsewhere" | "connecting" | "ready" | "lost" | "ringing" | "talking";

export const LINE_NAMES: Record<Line, string> = {
  off: "话机未接通",
  elsewhere: "话机在另一个窗口",
  connecting: "话机正在接通",
  ready: "话机正常",
  lost: "话机断开，正在重连",
  ringing: "正在振铃",
  talking: "声音已接通",
};

export interface SeatNow {
  state: string;
  leading: boolean;
  held: boolean;
  inCall: boolean;
  phase: string;
  guests: number;
  line: Line;
  /** The telephone is this browser's own, not one on the table. */
  browser: boolean;
}

export interface Offered {
  ready: boolean;
  busy: boolean;
  answer: boolean;
  hangUp: boolean;
  mute: boolean;
  hold: boolean;
  keypad: boolean;
  callIn: boolean;
  callOut: boolean;
  help: boolean;
  signOff: boolean;
}

/** Which buttons work now. They never move; only this changes. */
export function offered(now: SeatNow): Offered {
  const talking = now.state === "talking" && now.inCall;
  const leads = talking && now.leading && now.phase === "talking";
  const engaged = now.state === "talking" || now.state === "offered";
  const heard = now.line === "talking";
  return {
    ready: !engaged && now.state !== "ready" && (!now.browser || now.line === "ready"),
    busy: now.state !== "offered",
    answer: now.browser && now.line === "ringing",
    // A ringing call is answered or goes on to the next seat; nobody refuses a caller.
    hangUp: leads || heard,
    mute: heard,
    hold: leads,
    keypad: heard,
    callIn: leads && now.guests === 0,
    callOut: !engaged && (!now.browser || now.line === "ready"),
    help: engaged || now.state === "wrap_up",
    signOff: true,
  };
}

/** "03:21", "1:02:09"; never below nothing. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (part: number) => String(part).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const rest = `${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

/** How long since, on a clock that may be a little behind the server's. */
export function since(iso: string, now: number): string {
  return duration((now - Date.parse(iso)) / 1000);
}

/** How long until. */
export function until(iso: string, now: number): string {
  return duration(Math.ceil((Date.parse(iso) - now) / 1000));
}

/** "86 秒", "3 分 07 秒": a length as one says it. */
export function spoken(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return "—";
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} 秒`;
  return `${Math.floor(whole / 60)} 分 ${String(whole % 60).padStart(2, "0")} 秒`;
}

/** "96.4%", "100%"; a dash where there is nothing to divide by. */
export function percent(rate: number | null | undefined): string {
  if (rate === null || rate === undefined) return "—";
  return rate === 1 ? "100%" : `${(rate * 100).toFixed(1)}%`;
}

/** What a wish says that comes true when the call is over: "busy:meal", "off", "ready". */
export function wishWords(wish: string, reasons: readonly { code: string; name: string }[]): string {
  const [state = "", reason = ""] = wish.split(":");
  if (state === "off") return "通话后签退";
  if (state === "ready") return "通话后示闲";
  if (state === "busy") return `通话后示忙（${reasons.find((one) => one.code === reason)?.name ?? "其他"}）`;
  return "";
}

/** To what end somebody takes part, in a word. */
export const PART_NAMES: Record<string, string> = {
  "": "主接",
  route: "转接",
  transfer: "转接",
  consult: "咨询",
  three_way: "三方",
  emergency: "紧急",
  listen: "监听",
  whisper: "耳语",
  barge: "强插",
  take_over: "接管",
  call_back: "回拨",
};

/** Why a microphone cannot be had, and what to do, by the name of the browser's error. */
export function microphoneProblem(name: string): string {
  if (name === "NotAllowedError" || name === "SecurityError") return "浏览器没有允许使用麦克风。请点地址栏左侧的图标，把“麦克风”改为“允许”，再签入一次。";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "没有找到麦克风。请插好耳麦，再签入一次。";
  if (name === "NotReadableError" || name === "AbortError") return "麦克风被别的程序占用，或系统不让使用。请关掉占用它的程序，再签入一次。";
  if (name === "InsecureContext") return "当前网址不是加密连接（https），浏览器不提供麦克风。请用 https 网址打开，或改用 SIP 话机签入。";
  return "麦克风打不开。请检查耳麦后再签入一次，或改用 SIP 话机签入。";
}
