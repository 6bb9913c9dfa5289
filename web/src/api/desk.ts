import type { Filter } from "@/pure/filter";
import { client, once, take } from "./http";
import type * as t from "./types";

/** The API of the desk, one function per request. */

export const session = {
  read: () => take(client.GET("/api/session")),
  open: (username: string, password: string) => take(client.POST("/api/session", { body: { username, password } })),
  close: () => take(client.DELETE("/api/session")),
  changePassword: (old: string, fresh: string) => take(client.POST("/api/session/password", { body: { old, new: fresh } })),
};

export const dictionary = () => take(client.GET("/api/dictionary"));
export const queues = () => take(client.GET("/api/queues"));

export interface OutcomeBody {
  contact_id: string | null;
  appeal_id: string | null;
  version?: number;
  channel?: string;
  form: t.Form;
}
/** What each outcome needs beside the form. */
export type Ending =
  | { outcome: "submit" }
  | { outcome: "answer"; answer: string }
  | { outcome: "refuse"; ground: string; explained: boolean; note: string }
  | { outcome: "transfer"; target: string; receipt: string; note: string };

export const intake = {
  dictionary: () => take(client.GET("/api/intake/dictionary")),
  contacts: () => take(client.GET("/api/contacts")),
  /** `arrived` (an instant, or empty): when it really came, for what is entered later. */
  start: (channel: string, phone: string, arrived: string, key: string) =>
    take(client.POST("/api/contacts", { body: { channel, caller_phone: phone, called_number: "", ...(arrived && { arrived_at: arrived }) }, ...once(key) })),
  contact: (id: string) => take(client.GET("/api/contacts/{contact_id}", { params: { path: { contact_id: id } } })),
  saveDraft: (id: string, version: number, form: t.Form) =>
    take(client.PUT("/api/contacts/{contact_id}/draft", { params: { path: { contact_id: id } }, body: { version, fields: { ...form } } })),
  abandon: (id: string, reason: string, key: string) =>
    take(client.POST("/api/contacts/{contact_id}/abandon", { params: { path: { contact_id: id } }, body: { reason }, ...once(key) })),
  /** By a number, or by a contact whose number stays masked. */
  lookUp: (phone: string, contact_id: string | null) => take(client.POST("/api/callers/lookup", { body: { phone, contact_id } })),
  similar: (body: { area_code: string; class_code: string; text: string; phone: string }, signal: AbortSignal) =>
    take(client.POST("/api/intake/similar", { body, signal })),
  suggest: (body: { class_code: string; area_code: string; appeal_type: string; urgency: string }, signal: AbortSignal) =>
    take(client.POST("/api/intake/suggestion", { body, signal })),
  check: (text: string, signal: AbortSignal) => take(client.POST("/api/intake/check", { body: { text }, signal })),
  finish: (body: OutcomeBody, ending: Ending, key: string): Promise<t.Outcome> => {
    if (ending.outcome === "submit") return take(client.POST("/api/intake/submit", { body, ...once(key) }));
    if (ending.outcome === "answer") return take(client.POST("/api/intake/answer", { body: { ...body, answer: ending.answer }, ...once(key) }));
    if (ending.outcome === "refuse") return take(client.POST("/api/intake/refuse", { body: { ...body, ...ending }, ...once(key) }));
    return take(client.POST("/api/intake/transfer", { body: { ...body, ...ending }, ...once(key) }));
  },
  supplement: (id: string, body: { text: string; attachments: string[] }, key: string) =>
    take(client.POST("/api/appeals/{appeal_id}/supplement", { params: { path: { appeal_id: id } }, body, ...once(key) })),
};

export const appeals = {
  list: (queue: string, cursor: string) => take(client.GET("/api/appeals", { params: { query: { queue, cursor } } })),
  one: (id: string) => take(client.GET("/api/appeals/{appeal_id}", { params: { path: { appeal_id: id } } })),
};

export const orders = {
  list: (filter: Filter, cursor: string) => take(client.GET("/api/orders", { params: { query: { ...filter, cursor } } })),
  count: (filter: Filter) => take(client.GET("/api/orders/count", { params: { query: filter } })),
  choices: () => take(client.GET("/api/orders/choices")),
  /** The number goes in the body: it never stands in an address. */
  byPhone: (phone: string, cursor: string) => take(client.POST("/api/orders/by_phone", { body: { phone, cursor } })),
  one: (id: string) => take(client.GET("/api/orders/{order_id}", { params: { path: { order_id: id } } })),
  /** The server names the address of every action it offers; each of them answers alike. */
  act: (path: string, body: Record<string, unknown>, key: string): Promise<t.ActionResult> =>
    take(client.POST(path as "/api/orders/{order_id}/pass_check", { params: { path: { order_id: "" } }, body: body as { version: number }, ...once(key) })),
  sign: (items: { id: string; version: number; assignment_id: string }[], key: string) =>
    take(client.POST("/api/orders/sign", { body: { items }, ...once(key) })),
};

export const views = {
  list: () => take(client.GET("/api/views")),
  save: (name: string, { queue, ...wanted }: Filter) => take(client.POST("/api/views", { body: { name, queue: queue ?? "all", wanted } })),
  forget: (id: string) => take(client.DELETE("/api/views/{view_id}", { params: { path: { view_id: id } } })),
};

const said = (path: string, body: Record<string, unknown>, key: string): Promise<{ said: string }> =>
  // Every act on a roster answers alike; the bodies are typed where they are made.
  take(client.POST(path as "/api/rosters/publish", { body: body as { unit_id: string; monday: string }, ...once(key) }));

export const rosters = {
  week: (unit: string, monday: string) => take(client.GET("/api/rosters/week", { params: { query: { ...(unit ? { unit } : {}), ...(monday ? { monday } : {}) } } })),
  mine: () => take(client.GET("/api/rosters/mine")),
  coverage: (monday: string) => take(client.GET("/api/rosters/coverage", { params: { query: { monday } } })),
  proposal: (unit: string, monday: string) => take(client.GET("/api/rosters/proposal", { params: { query: { unit, monday } } })),
  kept: (unit: string, monday: string) => take(client.GET("/api/rosters/adherence", { params: { query: { unit, monday } } })),
  act: said,
};

export function reveal(value: t.Masked, reason: string, note: string, key: string) {
  const { subject_type, subject_id, field } = value;
  return take(client.POST("/api/reveal", { body: { subject_type, subject_id, field, reason, note }, ...once(key) }));
}

export function upload(file: File, key: string): Promise<t.StoredFile> {
  const form = new FormData();
  form.set("file", file);
  // Typed as text in the schema of a multipart body; the form itself is what is sent.
  return take(client.POST("/api/files", { body: { file: "" }, bodySerializer: () => form, ...once(key) }));
}
