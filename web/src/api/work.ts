import { client, once, take } from "./http";
import type { components } from "./schema";

/** Long work: one's own, everybody's for the administrator; and taking orders out. */

type Schemas = components["schemas"];
export type Job = Schemas["JobOut"];
export type JobRow = Schemas["JobRow"];
export type Work = Schemas["WorkOut"];
export type ExportOptions = Schemas["ExportOptions"];
export type ExportBody = Schemas["ExportIn"];
export type ExportFilter = Partial<Record<(typeof FILTER_FIELDS)[number], string>>;

/** The fields of a list's address that an export takes over. */
export const FILTER_FIELDS = ["queue", "q", "class_code", "area_code", "unit", "state", "light", "urgency", "appeal_type", "channel", "since", "until"] as const;

const of = (job_id: string) => ({ params: { path: { job_id } } });

export const jobs = {
  mine: async (): Promise<Job[]> => (await take(client.GET("/api/jobs/mine"))).jobs,
  all: (): Promise<Work> => take(client.GET("/api/jobs")),
  cancel: (id: string) => take(client.POST("/api/jobs/{job_id}/cancel", of(id))),
  again: (id: string) => take(client.POST("/api/jobs/{job_id}/again", of(id))),
  sendAgain: (message_id: string) => take(client.POST("/api/messages/{message_id}/again", { params: { path: { message_id } } })),
};

export const exports = {
  options: (): Promise<ExportOptions> => take(client.GET("/api/exports/options")),
  count: (filter: ExportFilter) => take(client.GET("/api/exports/count", { params: { query: filter } })),
  ask: (body: ExportBody, key: string) => take(client.POST("/api/exports", { body, ...once(key) })),
  file: (id: string) => `/api/exports/${id}/file`,
};
