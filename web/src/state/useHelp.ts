import { onScopeDispose, ref, shallowRef, watch, type Ref } from "vue";
import { intake } from "@/api/desk";
import type { Emergency, Similar, Suggestion } from "@/api/types";
import type { Tab } from "./useIntake";

/** What the desk finds out while one types: similar orders, the unit the catalogue names, words of danger. Help only: it fails silently. */

export function useHelp(tab: Ref<Tab | null>) {
  const similar = shallowRef<Similar[]>([]);
  const suggestion = shallowRef<Suggestion | null>(null);
  const emergency = shallowRef<Emergency[]>([]);
  const looking = ref(false);

  function asking<T>(delay: number, inputs: () => string, wanted: () => boolean, ask: (signal: AbortSignal) => Promise<T>, take: (answer: T | null) => void): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let running: AbortController | undefined;
    const stop = () => {
      clearTimeout(timer);
      running?.abort();
    };
    watch(
      inputs,
      (_now, before) => {
        stop();
        if (!wanted()) {
          take(null);
          return;
        }
        timer = setTimeout(
          async () => {
            running = new AbortController();
            try {
              take(await ask(running.signal));
            } catch {
              // Aborted by newer input, or not available: the last answer stays.
            }
          },
          before === undefined ? 0 : delay,
        );
      },
      { immediate: true },
    );
    onScopeDispose(stop);
  }

  const form = () => tab.value?.form;
  const open = () => Boolean(tab.value && !tab.value.result);

  asking(
    600,
    () => [tab.value?.key, form()?.class_code, form()?.area_code, form()?.content, form()?.petitioner.phone].join("\n"),
    () => open() && ((form()?.content.trim().length ?? 0) >= 4 || Boolean(form()?.class_code && form()?.area_code)),
    (signal) => {
      looking.value = true;
      const { area_code = "", class_code = "", content = "", petitioner } = form() ?? {};
      return intake.similar({ area_code, class_code, text: content, phone: petitioner?.phone ?? "" }, signal).finally(() => (looking.value = false));
    },
    (answer) => (similar.value = answer?.rows.filter((row) => row.appeal_id !== tab.value?.appealId) ?? []),
  );
  asking(
    200,
    () => [tab.value?.key, form()?.class_code, form()?.area_code, form()?.appeal_type, form()?.urgency].join("\n"),
    () => open() && Boolean(form()?.class_code),
    (signal) => {
      const { area_code = "", class_code = "", appeal_type = "", urgency = "" } = form() ?? {};
      return intake.suggest({ area_code, class_code, appeal_type, urgency }, signal);
    },
    (answer) => (suggestion.value = answer),
  );
  asking(
    400,
    () => [tab.value?.key, form()?.content, form()?.title].join("\n"),
    () => open() && (form()?.content.trim().length ?? 0) >= 2,
    (signal) => intake.check(`${form()?.title ?? ""}\n${form()?.content ?? ""}`, signal),
    (answer) => (emergency.value = answer?.emergency ?? []),
  );

  return { similar, suggestion, emergency, looking };
}
