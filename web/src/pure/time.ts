/** Instants in the city's own time, whatever the zone of the computer. */
const ZONE = "Asia/Shanghai";
const DAY = 86_400_000;

const partsOf = new Intl.DateTimeFormat("zh-CN", {
  timeZone: ZONE,
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: string;
  minute: string;
  second: string;
}

function parts(at: Date): Parts {
  const found = Object.fromEntries(partsOf.formatToParts(at).map((part) => [part.type, part.value]));
  return {
    year: Number(found.year),
    month: Number(found.month),
    day: Number(found.day),
    hour: found.hour ?? "",
    minute: found.minute ?? "",
    second: found.second ?? "",
  };
}

function dayNumber({ year, month, day }: Parts): number {
  return Date.UTC(year, month - 1, day) / DAY;
}

/** "14:03:22" */
export function clockTime(iso: string): string {
  const { hour, minute, second } = parts(new Date(iso));
  return `${hour}:${minute}:${second}`;
}

/** "今天 17:30", "昨天 09:12", "11月20日 08:30", "2025年11月20日 08:30" */
export function when(iso: string, now: Date = new Date()): string {
  const at = parts(new Date(iso));
  const today = parts(now);
  const distance = dayNumber(at) - dayNumber(today);
  const time = `${at.hour}:${at.minute}`;
  const near: Record<string, string> = { "-1": "昨天", "0": "今天", "1": "明天" };
  const name = near[String(distance)];
  if (name) return `${name} ${time}`;
  const date = `${at.month}月${at.day}日 ${time}`;
  return at.year === today.year ? date : `${at.year}年${date}`;
}

/** "2026年11月23日 14:03", for paper and tooltips. */
export function fullTime(iso: string): string {
  const { year, month, day, hour, minute } = parts(new Date(iso));
  return `${year}年${month}月${day}日 ${hour}:${minute}`;
}

/** "2026-11-23T14:03:22+08:00": an instant as the date picker takes and gives it. */
export function cityIso(at: Date): string {
  const { year, month, day, hour, minute, second } = parts(at);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)}T${hour}:${minute}:${second}+08:00`;
}

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} 字节`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
