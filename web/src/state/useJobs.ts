import { computed, readonly, ref, shallowRef } from "vue";
import { jobs as api, type Job } from "@/api/work";
import type { Seen } from "@/pure/job";
import { asDeskError } from "@/pure/problem";
import { useLive, useProgress } from "./useLive";
import { useSession } from "./useSession";

/** The tray: what this person asked for, on whichever page. It lives on the server; what was put away, on this computer. */

const jobs = shallowRef<readonly Job[]>([]);
const away = ref<string[]>([]);
const open = ref(false);
const said = ref("");
const seen = new Map<string, Seen>();

const store = () => `yihao.jobs-away.${useSession().account.value?.id ?? ""}`;

export async function refreshJobs(): Promise<void> {
  try {
    jobs.value = await api.mine();
    for (const job of jobs.value) {
      if (job.state !== "running") seen.delete(job.id);
      else if (!seen.has(job.id)) seen.set(job.id, { at: Date.now(), done: job.done });
    }
  } catch {
    // The tray keeps what it shows; the connection state tells that it may be stale.
  }
}

/** Called once, by the frame: what happens to one's jobs arrives with the stream, nothing is asked again and again. */
export function followJobs(): void {
  away.value = JSON.parse(localStorage.getItem(store()) ?? "[]") as string[];
  void refreshJobs();
  useLive((change) => {
    if (!change || change.subject_type === "job") void refreshJobs();
  });
  useProgress((progress) => {
    const known = jobs.value.find((job) => job.id === progress.id);
    if (known?.state !== "running") void refreshJobs();
    else jobs.value = jobs.value.map((job) => (job.id === progress.id ? { ...job, done: progress.done, total: progress.total } : job));
  });
}

async function act(work: Promise<{ said: string }>): Promise<void> {
  try {
    said.value = (await work).said;
  } catch (thrown) {
    const problem = asDeskError(thrown);
    said.value = `${problem.message}${problem.detail ? `。${problem.detail}` : ""}`;
  }
  await refreshJobs();
}

export function useJobs() {
  const shown = computed(() => jobs.value.filter((job) => !away.value.includes(job.id) || job.state === "running" || job.state === "waiting"));
  return {
    jobs: shown,
    /** Those that were put away too. */
    all: readonly(jobs),
    open,
    said: readonly(said),
    seen: (id: string): Seen | undefined => seen.get(id),
    cancel: (id: string) => act(api.cancel(id)),
    again: (id: string) => act(api.again(id)),
    putAway: () => {
      away.value = jobs.value.map((job) => job.id);
      localStorage.setItem(store(), JSON.stringify(away.value));
      open.value = false;
      said.value = "";
    },
    /** Something was asked for: show it. */
    show: async () => {
      said.value = "";
      await refreshJobs();
      open.value = true;
    },
  };
}
