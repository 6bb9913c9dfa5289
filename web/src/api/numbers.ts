import { client, once, take } from "./http";
import type { components } from "./schema";

/** The register of hotline numbers. */

type Schemas = components["schemas"];
export type Register = Schemas["HotlineRegisterOut"];
export type Hotline = Schemas["HotlineOut"];
export type Period = Schemas["HotlinePeriodOut"];
export type Skill = Schemas["HotlineSkillOut"];
export type Route = Schemas["HotlineRouteOut"];
export type Happening = Schemas["HotlineHappeningOut"];

/** A period as it is filled in; every field is there. */
export type PeriodForm = Required<Schemas["HotlinePeriodIn"]>;
export type ApprovalForm = Schemas["HotlineApprovalIn"];
export type HotlineForm = Required<Omit<Schemas["HotlineIn"], "periods">> & { periods: PeriodForm[] };

export const numbers = {
  register: () => take(client.GET("/api/hotlines")),
  /** `at` empty is now. */
  dial: (number: string, at: string) => take(client.GET("/api/hotlines/preview", { params: { query: { number, ...(at && { at }) } } })),
  history: (number: string) => take(client.GET("/api/hotlines/{number}/history", { params: { path: { number } } })),
  save: (body: HotlineForm, key: string) => take(client.POST("/api/hotlines", { body, ...once(key) })),
};
