import { computed, reactive, ref } from "vue";
import { appeals, intake as api } from "@/api/desk";
import type { Caller, Change, Contact, Form, Masked, Outcome } from "@/api/types";
import { blankForm, fromAppeal, isBlank, withDraft, type Kept } from "@/pure/form";
import { uuid } from "@/pure/ids";
import { asDeskError, type DeskError } from "@/pure/problem";
import { loadIntakeLists, useDictionary } from "./useDictionary";

/** The contacts one agent has open: each keeps its form, its caller and its result while others are worked on. */

export interface Tab {
  key: string;
  contactId: string | null;
  appealId: string | null;
  version: number;
  channel: string;
  channelName: string;
  arrivedAt: string;
  calledNumber: string;
  calledName: string;
  masked: Masked | null;
  number: string;
  form: Form;
  kept: Kept | null;
  caller: Caller | null;
  draft: { version: number; savedAt: string; failed: boolean; conflict: Change[] | null };
  result: Outcome | null;
}

const tabs = reactive<Tab[]>([]);
const current = ref("");
const loaded = ref(false);
const problem = ref<DeskError | null>(null);
const { dictionary, lists } = useDictionary();
const choices = () => ({ dictionary: dictionary.value, intake: lists.value });

const tab = computed(() => tabs.find((one) => one.key === current.value) ?? null);

function put(made: Tab): void {
  const at = tabs.findIndex((one) => one.key === made.key);
  if (at < 0) tabs.push(made);
  current.value = made.key;
}

function fromContact(contact: Contact, phone: string): Tab {
  const form = withDraft(blankForm(choices()), contact.draft.fields);
  if (phone && !form.petitioner.phone) form.petitioner.phone = phone;
  return {
    key: contact.id,
    contactId: contact.id,
    appealId: null,
    version: 0,
    channel: contact.channel,
    channelName: contact.channel_name,
    arrivedAt: contact.arrived_at,
    calledNumber: contact.called_number,
    calledName: contact.called_name,
    masked: contact.caller,
    number: "",
    form,
    kept: null,
    caller: null,
    draft: { version: contact.draft.version, savedAt: contact.draft.saved_at, failed: false, conflict: null },
    result: null,
  };
}

async function lookUp(one: Tab): Promise<void> {
  const phone = one.form.petitioner.phone.replace(/\D/g, "");
  const byContact = phone.length < 7 && one.masked?.text ? one.contactId : null;
  if (phone.length < 7 && !byContact) return;
  try {
    one.caller = await api.lookUp(byContact ? "" : phone, byContact);
  } catch {
    // The caller's history is help, not a condition: the form works without it.
  }
}

/** A new contact; the key makes a double click one contact. */
async function start(channel: string, phone: string, anonymous: boolean, arrived: string, key: string): Promise<void> {
  const { id } = await api.start(channel, phone, arrived, key);
  const contact = await api.contact(id);
  await loadIntakeLists();
  put(fromContact(contact, phone));
  // From here on the reactive copy is the one to change.
  const made = tab.value;
  if (!made) return;
  made.form.petitioner.anonymous = anonymous;
  void lookUp(made);
}

async function openContact(id: string): Promise<void> {
  if (!tabs.some((one) => one.key === id)) {
    const contact = await api.contact(id);
    await loadIntakeLists();
    put(fromContact(contact, ""));
    if (tab.value) void lookUp(tab.value);
  }
  current.value = id;
}

async function openAppeal(id: string): Promise<void> {
  const key = `appeal:${id}`;
  if (!tabs.some((one) => one.key === key)) {
    const [appeal] = await Promise.all([appeals.one(id), loadIntakeLists()]);
    const { form, kept } = fromAppeal(appeal, choices());
    put({
      key,
      contactId: null,
      appealId: id,
      version: appeal.version,
      channel: "",
      channelName: appeal.channel_name,
      arrivedAt: appeal.received_at,
      calledNumber: "",
      calledName: "",
      masked: kept.phone,
      number: appeal.number,
      form,
      kept,
      caller: null,
      draft: { version: 0, savedAt: "", failed: false, conflict: null },
      result: null,
    });
  }
  current.value = key;
}

/** On entering: the unfinished contacts of this person, as tabs. */
async function resume(): Promise<void> {
  problem.value = null;
  try {
    await loadIntakeLists();
    if (loaded.value) return;
    const { rows } = await api.contacts();
    for (const row of rows) {
      if (tabs.some((one) => one.key === row.id)) continue;
      const contact = await api.contact(row.id);
      if (!contact.finished) tabs.push(fromContact(contact, ""));
    }
    loaded.value = true;
    if (!current.value && tabs[0]) current.value = tabs[0].key;
    for (const one of tabs) if (!one.caller) void lookUp(one);
  } catch (thrown) {
    problem.value = asDeskError(thrown);
  }
}

function close(key: string): void {
  const at = tabs.findIndex((one) => one.key === key);
  if (at < 0) return;
  tabs.splice(at, 1);
  if (current.value === key) current.value = (tabs[at] ?? tabs[at - 1])?.key ?? "";
}

async function abandon(one: Tab, reason: string): Promise<void> {
  if (one.contactId && !one.result) await api.abandon(one.contactId, reason, uuid());
  close(one.key);
}

export function useIntake() {
  return {
    tabs,
    tab,
    current,
    loaded,
    problem,
    start,
    openContact,
    openAppeal,
    resume,
    close,
    abandon,
    lookUp,
    isBlank: (one: Tab) => isBlank(one.form),
    fresh: () => (current.value = ""),
  };
}
