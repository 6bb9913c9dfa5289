import { onScopeDispose, ref, watch, type Ref } from "vue";
import { intake } from "@/api/desk";
import { asDeskError } from "@/pure/problem";
import type { Tab } from "./useIntake";

/** Saves the open contact's form two seconds after a change. It writes to the server only; it never writes into the form. */

const AFTER = 2000;
const AGAIN = 5000;

export function useDraft(tab: Ref<Tab | null>) {
  const saving = ref(false);
  const saved = new Map<string, string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function textOf(one: Tab): string {
    return JSON.stringify(one.form);
  }

  async function save(one: Tab): Promise<void> {
    clearTimeout(timer);
    if (!one.contactId || one.result || one.draft.conflict) return;
    if (saving.value) {
      timer = setTimeout(() => void save(one), AFTER);
      return;
    }
    const text = textOf(one);
    if (saved.get(one.key) === text) return;
    saving.value = true;
    try {
      const answer = await intake.saveDraft(one.contactId, one.draft.version, JSON.parse(text));
      one.draft.version = answer.version;
      one.draft.savedAt = answer.saved_at;
      one.draft.failed = false;
      saved.set(one.key, text);
    } catch (thrown) {
      const error = asDeskError(thrown);
      if (error.code === "conflict") one.draft.conflict = error.changes;
      else {
        one.draft.failed = true;
        timer = setTimeout(() => void save(one), AGAIN);
      }
    } finally {
      saving.value = false;
      if (textOf(one) !== text && !one.draft.failed) timer = setTimeout(() => void save(one), AFTER);
    }
  }

  /** The other window's copy stays on the server until ours is saved over it, on the person's word. */
  async function keepMine(one: Tab): Promise<void> {
    if (!one.contactId) return;
    const there = await intake.contact(one.contactId);
    one.draft.version = there.draft.version;
    one.draft.conflict = null;
    saved.delete(one.key);
    await save(one);
  }

  watch(
    () => [tab.value?.key, tab.value ? textOf(tab.value) : ""] as const,
    ([key, text], [keyBefore]) => {
      const one = tab.value;
      if (!one || !key) return;
      if (key !== keyBefore) {
        // Coming to a tab is not a change of its form; only the number of a new caller is kept at once.
        if (!saved.has(key) && (one.draft.version > 0 || !one.form.petitioner.phone)) saved.set(key, text);
        else void save(one);
        return;
      }
      clearTimeout(timer);
      timer = setTimeout(() => void save(one), AFTER);
    },
  );
  watch(tab, (_now, before) => {
    if (before) void save(before);
  });
  onScopeDispose(() => {
    clearTimeout(timer);
    if (tab.value) void save(tab.value);
  });

  return { saving, keepMine, saveNow: () => (tab.value ? save(tab.value) : Promise.resolve()) };
}
