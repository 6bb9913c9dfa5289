import type { Plan, Task } from "@/api/centre";

/** How the merge project is told: a task in a few words, and what is late by unit. */

/** "12月7日" */
export const monthDay = (iso: string): string => `${Number(iso.slice(5, 7))}月${Number(iso.slice(8, 10))}日`;

/** A task in the width of a cell. */
export function inCell(task: Task): string {
  if (task.state === "done") return `✓ ${Number((task.done_on ?? "").slice(5, 7))}/${Number((task.done_on ?? "").slice(8, 10))}`;
  if (task.state !== "open") return task.state_name;
  const due = `${Number(task.due.slice(5, 7))}/${Number(task.due.slice(8, 10))}`;
  return task.standing === "late" ? `逾期${task.days_late}天` : `${due}前`;
}

/** A task in a sentence. */
export function inSentence(task: Task): string {
  if (task.state === "done") return `${monthDay(task.done_on ?? task.due)}完成${task.days_late ? `，晚 ${task.days_late} 天` : ""}`;
  if (task.state !== "open") return task.state_name;
  return task.standing === "late" ? `应于${monthDay(task.due)}完成，已逾期 ${task.days_late} 天` : `应于${monthDay(task.due)}前完成`;
}

export interface PlanFilter {
  q: string;
  phase: string;
  late: boolean;
}

export function planned(plans: readonly Plan[], filter: PlanFilter): Plan[] {
  const words = filter.q.trim().toLowerCase();
  return plans.filter(
    (plan) =>
      (!words || [plan.number, plan.name, plan.unit_name, plan.person].some((text) => text.toLowerCase().includes(words))) &&
      (!filter.phase || String(plan.phase) === filter.phase) &&
      (!filter.late || plan.late > 0),
  );
}

export interface LateTask {
  plan: Plan;
  task: Task;
}

/** What is late, the longest first; of one length by unit. */
export function lateTasks(plans: readonly Plan[]): LateTask[] {
  return plans
    .flatMap((plan) => plan.tasks.filter((task) => task.standing === "late").map((task) => ({ plan, task })))
    .sort((one, other) => other.task.days_late - one.task.days_late || one.plan.unit_name.localeCompare(other.plan.unit_name, "zh"));
}

/** Whole per cent, never 100 before all is done. */
export const percent = (done: number, total: number): number => (total ? Math.floor((done / total) * 100) : 0);
