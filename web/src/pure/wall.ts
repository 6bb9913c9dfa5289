import type { Figures, Wallboard } from "@/api/calls";
import { duration, percent, spoken } from "./call";

/** The wallboard's figures: what each says, what it means, and whether it needs somebody. */

export interface Figure {
  name: string;
  value: string;
  about: string;
  alarm?: boolean;
  /** Where the rows behind it are. */
  to?: string;
}

/** GB/T 33358: answered within the limit in 95 of 100 cases. */
const GOOD = 0.95;

function short(rate: number | null | undefined): boolean {
  return rate !== null && rate !== undefined && rate < GOOD;
}

export function nowFigures(board: Wallboard, now: number): Figure[] {
  const waits = board.waiting.map((one) => (one.entered_at ? (now - Date.parse(one.entered_at)) / 1000 : 0));
  const longest = Math.max(0, ...waits);
  const seats = (state: string) => board.seats.filter((one) => one.state === state).length;
  return [
    { name: "正在排队", value: String(board.waiting.length), about: "已进入人工队列、还没有人接听的来电", alarm: board.waiting.length > 0 && seats("ready") === 0 },
    { name: "最长等待", value: duration(longest), about: `正在排队的来电里等得最久的，超过 ${board.level_seconds} 秒即不及时`, alarm: longest > board.level_seconds },
    { name: "正在通话", value: String(board.talking), about: "座席正在与来电人通话的电话" },
    { name: "空闲座席", value: `${seats("ready")} / ${board.seats.length}`, about: "示闲、可以接下一通的座席，与已签入的座席", alarm: board.seats.length > 0 && seats("ready") === 0 },
  ];
}

export function dayFigures(today: Figures, level: number): Figure[] {
  return [
    { name: `${level} 秒接通率`, value: percent(today.service_level), about: `进入队列后 ${level} 秒内接听 ${today.in_time} 通 ÷ 人工请求 ${today.requested} 通`, alarm: short(today.service_level) },
    { name: "接通率", value: percent(today.answer_rate), about: `人工接听 ${today.answered} 通 ÷ 人工请求 ${today.requested} 通`, alarm: short(today.answer_rate) },
    { name: "放弃", value: String(today.abandoned), about: `接听前离开的来电，占人工请求 ${percent(today.abandon_rate)}；其中很快挂断的 ${today.short} 通`, to: "/calls?which=missed" },
    { name: "今日呼入", value: String(today.calls_in), about: `到达热线入口的来电；其中请求人工 ${today.requested} 通，平均等待 ${spoken(today.average_wait)}`, to: "/calls?which=all" },
  ];
}
