import type { Line, Standing } from "@/api/start";
import { duration, percent } from "./call";
import type { Figure } from "./wall";

/** The figures of the start page, each with the rows behind it; and which page comes first. */

interface Room {
  path: string;
  queues: readonly string[];
}

/** Where the rows of a queue are. The inbox has a tab for each of its queues. */
export function placeOfQueue(key: string, rooms: readonly Room[]): string {
  if (key === "copies") return "/inbox?tab=copies";
  const room = rooms.find((one) => one.queues.includes(key));
  if (!room) return "/orders";
  return room.queues.length > 1 ? `${room.path}?tab=${key}` : room.path;
}

/** The page after signing in: the person's choice as long as it is one of theirs, else the first of the rail. */
export function firstPage(chosen: string | null, rooms: readonly Room[]): string {
  return rooms.find((one) => one.path === chosen)?.path ?? rooms[0]?.path ?? "/";
}

export interface Counted {
  name: string;
  count: number;
  to: string;
  sort: "" | "yellow" | "red";
}

/** A unit's open orders, with the filter of the list that shows exactly these. */
export function standingFigures(unit: Standing): Counted[] {
  const to = (more: string) => `/orders?unit=${unit.unit_id}&${more}`;
  return [
    { name: "未办结", count: unit.open, to: to("state=open"), sort: "" },
    { name: "临期", count: unit.yellow, to: to("light=yellow"), sort: "yellow" },
    { name: "超期", count: unit.red, to: to("light=red"), sort: "red" },
    { name: "不满意研判", count: unit.doubted, to: to("state=redo_review"), sort: "" },
  ];
}

export function lineFigures(line: Line): Figure[] {
  const alone = line.seats > 0 && line.ready === 0;
  return [
    { name: "正在排队", value: String(line.waiting), about: "已进入人工队列、还没有人接听的来电", alarm: line.waiting > 0 && alone, to: "/wallboard" },
    { name: "最长等待", value: duration(line.longest_wait), about: `超过 ${line.level_seconds} 秒即不及时`, alarm: line.longest_wait > line.level_seconds, to: "/wallboard" },
    { name: "空闲座席", value: `${line.ready} / ${line.seats}`, about: "示闲、可以接下一通的座席，与已签入的座席", alarm: alone, to: "/wallboard" },
    {
      name: `今日 ${line.level_seconds} 秒接通率`,
      value: percent(line.today.service_level),
      about: `进入队列后 ${line.level_seconds} 秒内接听 ${line.today.in_time} 通 ÷ 人工请求 ${line.today.requested} 通`,
      to: "/calls?which=all",
    },
  ];
}

/** "早上好", by the hour of the city's day. */
export function greeting(hour: number): string {
  if (hour < 5) return "夜深了";
  if (hour < 9) return "早上好";
  if (hour < 12) return "上午好";
  if (hour < 14) return "中午好";
  return hour < 18 ? "下午好" : "晚上好";
}
