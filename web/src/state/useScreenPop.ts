import { computed, ref, watch } from "vue";
import { useRoute, useRouter } from "vue-router";
import { useIntake } from "./useIntake";
import { useKeys } from "./useKeys";
import { useSeat } from "./useSeat";
import { useSession } from "./useSession";

/** The caller's sheet comes up with the call. Whoever is typing elsewhere or has a panel open is not disturbed before answering, and never loses a word. */

const TYPING = "input, textarea, [contenteditable='true']";

function isTyping(): boolean {
  return Boolean(document.activeElement?.matches(TYPING));
}
function isFloating(): boolean {
  return Boolean(document.querySelector(".el-overlay:not([style*='display: none'])"));
}

export function useScreenPop() {
  const route = useRoute();
  const router = useRouter();
  const { can } = useSession();
  const { call } = useSeat();
  const intake = useIntake();
  /** The contact that is shown, or could not be: it is not tried again by itself. */
  const popped = ref("");
  const contact = computed(() => (can("appeal:record") && call.value?.leading ? (call.value.contact_id ?? "") : ""));
  const waiting = computed(() => contact.value !== "" && popped.value !== contact.value);

  async function show(): Promise<void> {
    const id = contact.value;
    popped.value = id;
    await intake.openContact(id);
    if (route.path !== "/intake" || route.query.appeal) await router.push("/intake");
  }

  watch(
    () => [contact.value, call.value?.phase] as const,
    ([id, phase]) => {
      if (!id || popped.value === id || isFloating()) return;
      if (phase !== "talking" && isTyping()) return;
      void show();
    },
  );
  useKeys([{ keys: "Alt+C", label: "打开来电的受理单", group: "电话", run: () => void show(), when: () => contact.value !== "" }]);
  return { waiting, show };
}
