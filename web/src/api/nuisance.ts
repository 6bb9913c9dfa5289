import { client, once, take } from "./http";
import type { components } from "./schema";

/** 骚扰来电: suspicions, limits, appeals, evidence. */

type Schemas = components["schemas"];
export type Nuisance = Schemas["NuisanceOut"];
export type Evidence = Schemas["NuisanceEvidenceOut"];
export type NuisanceList = Schemas["NuisancesOut"];

const of = (nuisance_id: string) => ({ params: { path: { nuisance_id } } });

export const nuisance = {
  list: (which: string) => take(client.GET("/api/nuisance", { params: { query: { which } } })),
  limit: (id: string, body: Schemas["NuisanceLimitIn"], key: string) => take(client.POST("/api/nuisance/{nuisance_id}/limit", { ...of(id), body, ...once(key) })),
  dismiss: (id: string, version: number, key: string) => take(client.POST("/api/nuisance/{nuisance_id}/dismiss", { ...of(id), body: { version }, ...once(key) })),
  appeal: (id: string, version: number, text: string, key: string) => take(client.POST("/api/nuisance/{nuisance_id}/appeal", { ...of(id), body: { version, text }, ...once(key) })),
  review: (id: string, version: number, text: string, lift: boolean, key: string) =>
    take(client.POST("/api/nuisance/{nuisance_id}/review", { ...of(id), body: { version, text, lift }, ...once(key) })),
  evidence: (id: string) => take(client.POST("/api/nuisance/{nuisance_id}/evidence", of(id))),
};
