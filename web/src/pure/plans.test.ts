import { expect, test } from "vitest";
import type { Plan, Task } from "@/api/centre";
import { inCell, inSentence, lateTasks, percent, planned } from "./plans";

const task = (change: Partial<Task>): Task => ({ kind: "data", name: "数据归集", basis: "", due: "2021-12-05", state: "open", state_name: "待办", done_on: null, note: "", standing: "open", days_late: 0, ...change });
const plan = (number: string, unit_name: string, ...tasks: Task[]) => ({ number, name: "热线", unit_name, person: "", phase: 1, late: tasks.filter((one) => one.standing === "late").length, tasks }) as unknown as Plan;

test("a cell says how a task stands", () => {
  expect(inCell(task({}))).toBe("12/5前");
  expect(inCell(task({ standing: "late", days_late: 3 }))).toBe("逾期3天");
  expect(inCell(task({ state: "done", done_on: "2021-12-07" }))).toBe("✓ 12/7");
  expect(inCell(task({ state: "waived", state_name: "不需要" }))).toBe("不需要");
  expect(inSentence(task({ state: "done", done_on: "2021-12-07", days_late: 2 }))).toBe("12月7日完成，晚 2 天");
});

test("the longest delay stands first", () => {
  const found = lateTasks([plan("1", "乙局", task({ standing: "late", days_late: 1 }), task({})), plan("2", "甲局", task({ standing: "late", days_late: 9 }))]);
  expect(found.map((one) => one.plan.number)).toEqual(["2", "1"]);
});

test("filters of the board", () => {
  const plans = [plan("12318", "市文广新旅局"), plan("12333", "市人社局", task({ standing: "late", days_late: 1 }))];
  expect(planned(plans, { q: "人社", phase: "", late: false })).toHaveLength(1);
  expect(planned(plans, { q: "", phase: "", late: true })[0]?.number).toBe("12333");
  expect(planned(plans, { q: "", phase: "2", late: false })).toHaveLength(0);
});

test("all but one is not all", () => {
  expect(percent(299, 300)).toBe(99);
  expect(percent(0, 0)).toBe(0);
});
