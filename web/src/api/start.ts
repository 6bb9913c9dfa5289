import { client, take } from "./http";
import type { components } from "./schema";

/** 工作台: what waits for this person, what is late next, what changed. */

type Schemas = components["schemas"];
export type Start = Schemas["StartOut"];
export type Soon = Schemas["SoonOut"];
export type Standing = Schemas["UnitStandingOut"];
export type Line = Schemas["LineNowOut"];

export const readStart = () => take(client.GET("/api/start"));
