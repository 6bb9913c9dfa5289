import { client, take } from "./http";
import type { components } from "./schema";

/** 在看的人: this window says what it has open, and hears who else has. */

type Schemas = components["schemas"];
export type Here = Schemas["PresenceIn"];
export type Present = Schemas["PresentOut"];

export const presence = {
  beat: (body: Here) => take(client.POST("/api/presence", { body })).then((answer) => answer.people),
  leave: (window: string) => take(client.DELETE("/api/presence/{window}", { params: { path: { window } }, keepalive: true })),
};
