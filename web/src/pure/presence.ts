import type { Present } from "@/api/presence";

/** Who else is there, in one line. */

const NAMED = 3;

const told = (one: Present) => `${one.name}（${[one.unit_name, one.role_name].filter(Boolean).join(" ")}）`;

/** "李娜（濂溪区 经办人）正在提交答复" for those who are about to act. */
export function actingWords(people: readonly Present[]): string {
  return people
    .filter((one) => one.doing_name)
    .map((one) => `${told(one)}正在“${one.doing_name}”`)
    .join("，");
}

/** "王军、李娜等 5 人也在看" for those who look. */
export function lookingWords(people: readonly Present[]): string {
  const looking = people.filter((one) => !one.doing_name);
  if (!looking.length) return "";
  const names = looking.slice(0, NAMED).map((one) => (looking.length === 1 ? told(one) : one.name));
  return `${names.join("、")}${looking.length > NAMED ? `等 ${looking.length} 人` : ""}也在看`;
}
