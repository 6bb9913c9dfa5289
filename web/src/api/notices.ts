import { client, take } from "./http";
import type { components } from "./schema";

/** 提醒: what this person is told of unasked. */

type Schemas = components["schemas"];
export type Notice = Schemas["NoticeOut"];

export const notices = {
  list: (cursor: string, unread = false) => take(client.GET("/api/notices", { params: { query: { cursor, unread } } })),
  unread: () => take(client.GET("/api/notices/unread")),
  read: (ids: string[]) => take(client.POST("/api/notices/read", { body: { ids } })),
  readAll: (up_to: number) => take(client.POST("/api/notices/read", { body: { ids: [], up_to } })),
};
