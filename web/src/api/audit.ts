import { client, once, take } from "./http";
import type { components } from "./schema";

/** 审计: the ledger and the access log as auditors read them, and checks of the ledger. */

type Schemas = components["schemas"];
export type LedgerRow = Schemas["LedgerRow"];
export type LedgerEvent = Schemas["LedgerEvent"];
export type LookRow = Schemas["LookRow"];
export type Lookers = Schemas["LookersOut"];
export type AuditChoices = Schemas["AuditChoices"];
export type Checks = Schemas["ChecksOut"];
export type CheckRow = Schemas["CheckRow"];
export type Span = Schemas["LedgerCheckIn"];

type Asked = Record<string, string>;

export const audit = {
  choices: () => take(client.GET("/api/audit/choices")),
  ledger: (filter: Asked, cursor: string) => take(client.GET("/api/audit/ledger", { params: { query: { ...filter, cursor } } })),
  event: (event_id: string) => take(client.GET("/api/audit/ledger/{event_id}", { params: { path: { event_id } } })),
  looks: (filter: Asked, cursor: string) => take(client.GET("/api/audit/looks", { params: { query: { ...filter, cursor } } })),
  lookers: (since: string, until: string) => take(client.GET("/api/audit/lookers", { params: { query: { since, until } } })),
  checks: () => take(client.GET("/api/audit/checks")),
  check: (body: Span, key: string) => take(client.POST("/api/audit/checks", { body, ...once(key) })),
};
