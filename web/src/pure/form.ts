import type { Appeal, Attachment, Dictionary, FieldError, Form, IntakeDictionary, Masked } from "@/api/types";

/** The intake form: how it starts, what it needs for each outcome, and what of it is sent. */

/** The code lists a blank form takes its ordinary values from. */
export interface Lists {
  dictionary: Pick<Dictionary, "urgencies"> | null;
  intake: Pick<IntakeDictionary, "subject_types" | "secrecies"> | null;
}

export function blankForm({ dictionary, intake }: Lists): Form {
  const first = (choices: { code: string }[] | undefined) => choices?.[0]?.code ?? "";
  return {
    appeal_type: "",
    class_code: "",
    area_code: "",
    address: "",
    occurred_at: null,
    title: "",
    content: "",
    wanted: "",
    petitioner: { name: "", phone: "", anonymous: false, subject_type: first(intake?.subject_types), enterprise_name: "" },
    reported_party: "",
    urgency: ordinary(dictionary?.urgencies),
    secrecy: first(intake?.secrecies),
    want_reply: true,
    attachments: [],
  };
}

function ordinary(urgencies: readonly { code: string; name: string }[] | undefined): string {
  return urgencies?.find((one) => one.name === "一般" || one.name === "普通")?.code ?? urgencies?.[0]?.code ?? "";
}

/** A saved draft laid over a blank form: what the draft does not know stays blank. */
export function withDraft(form: Form, draft: Partial<Form>): Form {
  return { ...form, ...draft, petitioner: { ...form.petitioner, ...draft.petitioner } };
}

/** Masked values of a filed appeal that the desk shows but never sends back. */
export interface Kept {
  attachments: Attachment[];
  name: Masked;
  phone: Masked;
  address: Masked;
  reported_party: Masked;
}

export function fromAppeal(appeal: Appeal, lists: Lists): { form: Form; kept: Kept } {
  const blank = blankForm(lists);
  const { petitioner, address, reported_party, ...rest } = appeal.form;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null && value !== undefined && value !== ""));
  return {
    form: withDraft(blank, {
      ...given,
      petitioner: {
        ...blank.petitioner,
        anonymous: petitioner.anonymous,
        subject_type: petitioner.subject_type || blank.petitioner.subject_type,
        enterprise_name: petitioner.enterprise_name ?? "",
      },
    }),
    kept: { attachments: appeal.attachments, name: petitioner.name, phone: petitioner.phone, address, reported_party },
  };
}

/** A title for the order from the first sentence, offered while the title is empty. */
export function titleFrom(content: string): string {
  const sentence = content.trim().split(/[。！？；\n]/)[0] ?? "";
  const plain = sentence.replace(/^(来电人|市民|群众|诉求人)?(反映|来电反映|咨询|来电咨询|称|表示)[：:，,]?/, "").trim();
  return plain.length > 30 ? `${plain.slice(0, 29)}…` : plain;
}

export type OutcomeName = "submit" | "answer" | "refuse" | "transfer";

const ALWAYS: readonly [field: "appeal_type" | "content", message: string][] = [
  ["appeal_type", "请选择诉求类型"],
  ["content", "请填写诉求内容"],
];

/** What the line already knows of the caller, so that it need not be asked again. */
export interface Known {
  phone: boolean;
  address: boolean;
}

export function checkForm(form: Form, outcome: OutcomeName, known: Known): FieldError[] {
  const errors: FieldError[] = ALWAYS.filter(([field]) => !form[field].trim()).map(([field, message]) => ({ field, message }));
  if (outcome === "submit") {
    if (!form.class_code) errors.push({ field: "class_code", message: "请选择事项分类" });
    if (!form.area_code) errors.push({ field: "area_code", message: "请选择所在地" });
    if (!form.address.trim() && !known.address) errors.push({ field: "address", message: "请填写详细地址" });
    if (!form.petitioner.anonymous && !form.petitioner.phone.trim() && !known.phone) {
      errors.push({ field: "petitioner.phone", message: "请填写联系电话，或勾选匿名" });
    }
  }
  return errors;
}

/** The form as it is sent: the title is filled from the content when it was left to us. */
export function toSend(form: Form, kept: Kept | null): Form {
  const sent = { ...form, title: form.title.trim() || titleFrom(form.content) };
  if (!kept) return sent;
  // Of a filed appeal the server keeps person, words and place; what stands here only fills the places.
  return { ...sent, address: kept.address.text || "见原件", petitioner: { ...form.petitioner, anonymous: true, name: "", phone: "" } };
}

/** Nothing has been written yet (a phone number that came with the call does not count). */
export function isBlank(form: Form): boolean {
  return !form.content.trim() && !form.title.trim() && !form.class_code && !form.petitioner.name.trim();
}

/** Problem fields come as "form.title", "body.form.title" or "title": one name for all. */
export function fieldName(field: string): string {
  return field.replace(/^(body\.)?(payload\.|data\.)?(form\.)?/, "");
}

/** A number in groups, as one reads it aloud. */
export function spoken(text: string, group: number): string {
  return text.match(new RegExp(`.{1,${group}}`, "g"))?.join(" ") ?? text;
}
