/** Where a notice leads, and how the bell counts. */

interface About {
  kind: string;
  order_id: string | null;
  subject_id: string;
}

/** The page on which the thing of a notice is. */
export function placeOf(notice: About): string {
  if (notice.order_id) return `/orders/${notice.order_id}`;
  if (notice.kind === "handed") return `/intake?contact=${notice.subject_id}`;
  if (notice.kind === "absence_asked") return "/rosters";
  return "/my-roster";
}

/** "", "7", "99+" */
export function bellCount(unread: number, more: boolean): string {
  return unread ? `${unread}${more ? "+" : ""}` : "";
}
