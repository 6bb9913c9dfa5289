import { client, once, take } from "./http";
import type { components } from "./schema";

/** 漏话回拨: missed callers who wait to be called back. */

type Schemas = components["schemas"];
export type Callback = Schemas["CallbackOut"];
export type CallbackHead = Schemas["CallbackHeadOut"];

const of = (callback_id: string) => ({ params: { path: { callback_id } } });

export const callbacks = {
  list: (which: string, cursor: string) => take(client.GET("/api/callbacks", { params: { query: { which, cursor } } })),
  head: () => take(client.GET("/api/callbacks/head")),
  one: (id: string) => take(client.GET("/api/callbacks/{callback_id}", of(id))),
  call: (id: string) => take(client.POST("/api/callbacks/{callback_id}/call", of(id))),
  attempt: (id: string, version: number, outcome: string, key: string) =>
    take(client.POST("/api/callbacks/{callback_id}/attempt", { ...of(id), body: { version, outcome }, ...once(key) })),
  giveUp: (id: string, version: number, reason: string, key: string) =>
    take(client.POST("/api/callbacks/{callback_id}/give_up", { ...of(id), body: { version, reason }, ...once(key) })),
  record: (id: string, key: string) => take(client.POST("/api/callbacks/{callback_id}/record", { ...of(id), body: {}, ...once(key) })),
  message: (id: string) => `/api/callbacks/${id}/message`,
};
