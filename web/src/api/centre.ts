import { client, once, take } from "./http";
import type { components } from "./schema";

/** The merge project, and the published numbers. */

type Schemas = components["schemas"];
export type Board = Schemas["MergeBoardOut"];
export type Phase = Schemas["MergePhaseOut"];
export type Plan = Schemas["MergePlanOut"];
export type Task = Schemas["MergeTaskOut"];
export type PlanHappening = Schemas["MergeHappeningOut"];
export type Published = Schemas["PublishedOut"];
export type PublishedRow = Schemas["PublishedRow"];

const at = (number: string) => ({ params: { path: { number } } });
const of = (published_id: string) => ({ params: { path: { published_id } } });

export const merge = {
  board: () => take(client.GET("/api/merge")),
  history: (number: string) => take(client.GET("/api/merge/{number}/history", at(number))),
  open: (number: string, key: string) => take(client.POST("/api/merge", { body: { number }, ...once(key) })),
  assign: (number: string, body: Schemas["MergeAssignIn"], key: string) => take(client.POST("/api/merge/{number}/assign", { ...at(number), body, ...once(key) })),
  report: (number: string, body: Schemas["MergeReportIn"], key: string) => take(client.POST("/api/merge/{number}/report", { ...at(number), body, ...once(key) })),
  move: (number: string, body: Schemas["MergeMoveIn"], key: string) => take(client.POST("/api/merge/{number}/move", { ...at(number), body, ...once(key) })),
  realign: (number: string, version: number, key: string) => take(client.POST("/api/merge/{number}/realign", { ...at(number), body: { version }, ...once(key) })),
  handOver: (number: string, body: Schemas["MergeHandoverIn"], key: string) => take(client.POST("/api/merge/{number}/hand_over", { ...at(number), body, ...once(key) })),
};

export const published = {
  list: () => take(client.GET("/api/published_numbers")),
  save: (body: Schemas["PublishIn"], key: string) => take(client.POST("/api/published_numbers", { body, ...once(key) })),
  stop: (id: string, body: Schemas["StopIn"], key: string) => take(client.POST("/api/published_numbers/{published_id}/stop", { ...of(id), body, ...once(key) })),
  test: (id: string, body: Schemas["DialTestIn"], key: string) => take(client.POST("/api/published_numbers/{published_id}/test", { ...of(id), body, ...once(key) })),
};
