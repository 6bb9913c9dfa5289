"""Names of what rows of the ledger and the access log point at, asked once for a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from yihao.auditing.words import SUBJECT_NAMES
from yihao.kernel import sql
from yihao.kernel.paging import from_cursor
from yihao.kernel.problems import Invalid
from yihao.kernel.values import CITIZEN_NAME, SYSTEM_NAME
from yihao.organisation import queries as organisation
from yihao.organisation.values import Viewer

GONE = "已删除的账号"


@dataclass(frozen=True, slots=True)
class Names:
    """People by account, numbers by order or appeal."""

    people: dict[UUID, str]
    numbers: dict[UUID, str]

    def actor(self, code: str) -> str:
        """Who acted, as the ledger keeps it."""
        if code in ("system", "citizen"):
            return SYSTEM_NAME if code == "system" else CITIZEN_NAME
        key = account_of(code)
        return self.people.get(key, GONE) if key else "读不出来"

    def subject(self, kind: str, key: UUID | None, order: UUID | None = None) -> str:
        """What it is about: 工单 3604…, 账号 张三, 机构 住建局; what has no name goes by its order's number, if it is of one."""
        if key is None:
            return SUBJECT_NAMES.get(kind, "其他")
        own = self.numbers.get(key) or self.people.get(key) or organisation.unit_label(key)
        own = own or (self.numbers.get(order, "") if order else "")
        return f"{SUBJECT_NAMES.get(kind, '其他')} {own}".strip()


def names(people: Iterable[UUID | None], subjects: Iterable[UUID | None]) -> Names:
    """The names of all that a page shows: two questions, however many rows."""
    keys = list({s for s in subjects if s})
    numbers = sql.rows(
        "SELECT id, number FROM work_order WHERE id = ANY(%s)"
        " UNION ALL SELECT id, number FROM appeal WHERE id = ANY(%s) AND number <> ''"
        " UNION ALL SELECT a.id, o.number FROM assignment a JOIN work_order o ON o.id = a.order_id WHERE a.id = ANY(%s)"
        " UNION ALL SELECT contact_id, number FROM appeal WHERE contact_id = ANY(%s) AND number <> ''",
        (keys, keys, keys, keys),
    )
    accounts = organisation.account_names({p for p in people if p} | set(keys))
    return Names(accounts, {r["id"]: r["number"] for r in numbers})


def purposes_of(region: str) -> dict[str, str]:
    """What long work is wanted for, by code: the purposes of files as the pack calls them, and ours."""
    body = organisation.region(region).texts.get("exports", {})
    return {p["code"]: p["name"] for p in body.get("purposes", [])} | {"audit": "审计"}


def account_of(code: str) -> UUID | None:
    """The account behind an actor's code; None for nobody's, or one that is no id (somebody changed the row)."""
    try:
        return UUID(code)
    except ValueError:
        return None


def subjects_of(region: str, number: str) -> list[UUID]:
    """Order, appeal and contact behind a number; [] when there is none."""
    digits = "".join(c for c in number if c.isdigit())
    found = sql.rows(
        "SELECT a.id, a.contact_id, o.id AS order_id FROM appeal a LEFT JOIN work_order o ON o.appeal_id = a.id"
        " WHERE a.region = %s AND a.number = %s",
        (region, digits),
    )
    return [key for r in found for key in r.values() if key]


def span_of(viewer: Viewer, since: str, until: str) -> tuple[datetime | None, datetime | None]:
    """The instants of days given as 2026-11-01, the last one whole. Raises Invalid."""
    return _midnight(viewer, since, "since", 0), _midnight(viewer, until, "until", 1)


def _midnight(viewer: Viewer, day: str, field: str, more: int) -> datetime | None:
    if not day:
        return None
    try:
        at = datetime.combine(date.fromisoformat(day), time()) + timedelta(days=more)
    except (ValueError, OverflowError):
        raise Invalid.field_error(field, "日期格式应为 2026-11-01") from None
    return at.replace(tzinfo=organisation.zone_of(viewer.region))


def uuid_of(text: str, field: str) -> UUID:
    """An id from an address. Raises Invalid."""
    try:
        return UUID(text)
    except ValueError:
        raise Invalid.field_error(field, "编号格式不正确") from None


def where(conditions: list[tuple[str, Any]]) -> tuple[str, list[Any]]:
    """Conditions that are asked for (their value is not None), joined; a tuple fills several places."""
    asked = [(text, value) for text, value in conditions if value is not None]
    values = [v for _, value in asked for v in (value if isinstance(value, tuple) else (value,))]
    return " AND ".join(text for text, _ in asked), values


def behind(at: str, key: str, cursor: str) -> list[tuple[str, Any]]:
    """What comes after a cursor's row, newest first. Raises Invalid."""
    last = from_cursor(cursor, datetime, UUID)
    if last is None:
        return []
    # The first bound is for the months' partitions, which a comparison of rows does not choose.
    return [(f"{at} <= %s", last[0]), (f"({at}, {key}) < (%s, %s)", last)]
