import { ref, watch, type Ref } from "vue";
import { intake, type Ending } from "@/api/desk";
import type { FieldError, Outcome } from "@/api/types";
import { checkForm, fieldName, toSend, type OutcomeName } from "@/pure/form";
import { uuid } from "@/pure/ids";
import { useAct } from "./useAct";
import type { Tab } from "./useIntake";
import { refreshQueues } from "./useQueues";

/** Ending a contact: checking what the outcome needs, sending it once, keeping what was typed when it fails. */
export function useOutcome(tab: Ref<Tab | null>) {
  const act = useAct();
  const errors = ref<FieldError[]>([]);

  watch(
    () => tab.value?.key,
    () => {
      errors.value = [];
      act.clear();
    },
  );

  /** True when the form itself has what this outcome needs. */
  function ready(outcome: OutcomeName): boolean {
    const one = tab.value;
    if (!one) return false;
    act.clear();
    errors.value = checkForm(one.form, outcome, { phone: one.kept !== null || Boolean(one.masked?.text), address: one.kept !== null });
    return !errors.value.length;
  }

  function settle(one: Tab, outcome: Outcome): void {
    one.result = outcome;
    void refreshQueues();
  }

  async function finish(ending: Ending): Promise<boolean> {
    const one = tab.value;
    if (!one) return false;
    const body = {
      contact_id: one.contactId,
      appeal_id: one.appealId,
      ...(one.appealId && { version: one.version }),
      ...(one.channel && { channel: one.channel }),
      form: toSend(one.form, one.kept),
    };
    const result = await act.run([ending, body], (key) => intake.finish(body, ending, key));
    if (result) settle(one, result);
    else errors.value = (act.problem.value?.errors ?? []).map((error) => ({ ...error, field: fieldName(error.field) }));
    return Boolean(result);
  }

  async function supplement(target: { appeal_id: string; order_id: string | null; number: string }, text: string): Promise<boolean> {
    const one = tab.value;
    if (!one) return false;
    const body = { text, attachments: one.form.attachments };
    let sent = false;
    await act.run([target.appeal_id, body], async (key) => {
      await intake.supplement(target.appeal_id, body, key);
      sent = true;
    });
    if (!sent) return false;
    // The contact ends here: it became part of the other appeal, not one of its own.
    if (one.contactId) await intake.abandon(one.contactId, "supplemented", uuid()).catch(() => null);
    settle(one, {
      appeal_id: target.appeal_id,
      number: target.number,
      query_code: null,
      order_id: target.order_id,
      state: "",
      state_name: "已补充到原单",
      message: "承办单位会马上看到补充的内容，原来的时限不变。",
    });
    return true;
  }

  const errorOf = (field: string) => errors.value.find((error) => error.field === field)?.message;
  return { act, errors, errorOf, ready, finish, supplement };
}
