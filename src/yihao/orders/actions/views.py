"""常用筛选: a person keeps filters of the list of orders under names. They are the person's own affair: no events."""

import json
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from yihao.kernel import clock, sql
from yihao.kernel.crypto import seal
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Invalid, NotFound
from yihao.orders.queries.lists import QUEUES
from yihao.orders.rules.filters import FIELDS, parse
from yihao.organisation.values import Viewer

MOST = 30


@transaction.atomic
def save(*, doer: Viewer, name: str, queue: str, wanted: Mapping[str, str]) -> UUID:
    """Keep a filter under a name; the one of that name before is replaced. Raises Invalid."""
    name = name.strip()
    if not name:
        raise Invalid.field_error("name", "请给这组筛选起个名字")
    if queue != "all" and queue not in QUEUES:
        raise Invalid.field_error("queue", "没有这个列表")
    parse(wanted)
    fields = {field: wanted[field].strip() for field in FIELDS if wanted.get(field, "").strip()}
    if queue != "all":
        fields["queue"] = queue
    if not fields:
        raise Invalid.field_error("name", "现在没有筛选条件，先选好条件再保存")
    sql.execute("SELECT 1 FROM account WHERE id = %s FOR UPDATE", (doer.account_id,))
    key = _make_room(doer, name)
    sql.execute(
        "INSERT INTO saved_view (id, region, account_id, name, fields, saved_at) VALUES (%s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (id) DO UPDATE SET fields = EXCLUDED.fields, saved_at = EXCLUDED.saved_at",
        (
            key, doer.region, doer.account_id, name,
            seal(json.dumps(fields, ensure_ascii=False), "saved_view.fields", key), clock.now(),
        ),
    )  # fmt: skip
    return key


def forget(*, doer: Viewer, view_id: UUID) -> None:
    """A view is no longer wanted. Raises NotFound for what is not the doer's."""
    if not sql.execute("DELETE FROM saved_view WHERE id = %s AND account_id = %s", (view_id, doer.account_id)):
        raise NotFound(title="这组常用筛选已经不在了")


def _make_room(doer: Viewer, name: str) -> UUID:
    """The id under which a view of this name is kept. Raises Invalid when there are too many."""
    kept = {
        r["name"]: r["id"]
        for r in sql.rows("SELECT id, name FROM saved_view WHERE account_id = %s", (doer.account_id,))
    }
    if name not in kept and len(kept) >= MOST:
        raise Invalid.field_error("name", f"最多保存 {MOST} 组常用筛选，请先删去不用的")
    found: UUID = kept.get(name) or new_id()
    return found
