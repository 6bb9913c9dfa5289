"""What stands in each column: names instead of codes, persons masked as on the screen, instants by the region's clock."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import APPEAL_TYPE_NAMES, URGENCY_NAMES, AppealType, Urgency
from yihao.kernel import clock
from yihao.kernel.crypto import unseal
from yihao.kernel.masking import HIDDEN, mask_numbers
from yihao.orders.exports import queries
from yihao.orders.exports.values import TIMES, ColumnSet
from yihao.orders.queries import sight
from yihao.orders.values.states import (
    CHANNEL_NAMES,
    LIGHT_NAMES,
    ORDER_STATE_NAMES,
    RESULT_NAMES,
    Capacity,
    Channel,
    Light,
    OrderState,
    Result,
    Secrecy,
)
from yihao.organisation import queries as organisation
from yihao.organisation.values import Viewer

Row = dict[str, Any]
Rows = list[list[str]]
"""A page as it is kept and written: every cell a text, instants as ISO texts by the wall clock, empty where there is none."""

MORE: dict[str, Callable[[list[UUID]], dict[UUID, str]]] = {}
"""Columns of rooms above (`solved`, `satisfied`): each reads for the orders of a page. Registered when the application is
assembled; a column that no room fills stays empty."""


class Page:
    """The cells of a page of orders for one viewer."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer, self.region, self.now = viewer, viewer.region, clock.now()
        versions = catalogue.versions(viewer.region)
        self.class_path = cache(lambda version, code: catalogue.class_path(viewer.region, version, code))
        self.area_path = cache(lambda code: catalogue.area_path(viewer.region, versions, code))
        self.at_centre = cache(lambda centre: sight.at_centre(viewer, centre))
        self.units = cache(organisation.unit_label)

    def cells(self, columns: ColumnSet, ids: list[UUID]) -> Rows:
        """The rows of these orders, as far as the viewer sees them."""
        found = queries.read(self.viewer, ids)
        codes = [c.code for c in columns.columns]
        more = {code: MORE[code](ids) for code in codes if code in MORE}
        return [[self._cell(code, r, more) for code in codes] for r in found]

    def _cell(self, code: str, r: Row, more: dict[str, dict[UUID, str]]) -> str:
        if code in more:
            return more[code].get(r["id"], "")
        if code in TIMES:
            at: datetime | None = r["due_at" if code == "deadline" else code]
            return queries.local(self.region, at).isoformat(" ", "minutes") if at else ""
        read = _CELLS.get(code)
        return read(self, r) if read else ""

    def masked(self, r: Row, field: str) -> str:
        """A personal field as the order's page shows it without a reason."""
        text = unseal(r[field], f"appeal.{field}", r["appeal_id"])
        return str(sight.masked(self.viewer, r, field, text)["text"]) if text else ""

    def hidden(self, r: Row) -> bool:
        """Whether the petitioner of a confidential appeal is none of the viewer's business (领域档案 L5)."""
        return bool(r["secrecy"] == Secrecy.CONFIDENTIAL and not self.at_centre(r["centre_id"]))


def _name(p: Page, r: Row) -> str:
    return "匿名" if r["anonymous"] else p.masked(r, "name")


def _enterprise(p: Page, r: Row) -> str:
    """An enterprise is no person, but its name says who petitioned."""
    name = unseal(r["enterprise"], "appeal.enterprise", r["appeal_id"])
    return HIDDEN if name and p.hidden(r) else name


def _part(n: int) -> Callable[[Page, Row], str]:
    def read(p: Page, r: Row) -> str:
        path = p.area_path(r["area_code"])
        return str(path[n]) if len(path) > n else ""

    return read


def _text(field: str) -> Callable[[Page, Row], str]:
    def read(p: Page, r: Row) -> str:
        return mask_numbers(unseal(r[field][1], "appeal_text.body", r[field][0])) if r[field] else ""

    return read


def _marks(p: Page, r: Row) -> str:
    found = [
        URGENCY_NAMES[Urgency(r["urgency"])] if r["urgency"] != Urgency.NORMAL else "",
        "保密" if r["secrecy"] == Secrecy.CONFIDENTIAL else "",
        "匿名" if r["anonymous"] else "",
        f"第 {r['round'] + 1} 轮办理" if r["round"] else "",
    ]
    return "、".join(m for m in found if m)


def _light(p: Page, r: Row) -> str:
    if r["due_at"] is None:
        return ""
    light = Light.RED if p.now >= r["due_at"] else Light.YELLOW if p.now >= r["warn_at"] else Light.GREEN
    return LIGHT_NAMES[light]


def _capacity(p: Page, r: Row) -> str:
    """主办/协办/转办 as those who exchange the table say it: what the order is to the unit that takes it out."""
    if r["capacity"] == Capacity.LEAD:
        return "主办"
    if r["capacity"] == Capacity.COPY:
        return "抄送"
    return "转办" if r["lead_unit_id"] else "待派单"


_CELLS: dict[str, Callable[[Page, Row], str]] = {
    "number": lambda p, r: str(r["number"]),
    "appeal_type": lambda p, r: APPEAL_TYPE_NAMES[AppealType(r["appeal_type"])],
    "class_path": lambda p, r: "->".join(p.class_path(r["classes_version"], r["class_code"])),
    "class_name": lambda p, r: (p.class_path(r["classes_version"], r["class_code"]) or [""])[-1],
    "marks": _marks,
    "title": lambda p, r: sight.title(r["title"], r["appeal_id"]),
    "content": _text("content"),
    "state": lambda p, r: ORDER_STATE_NAMES[OrderState(r["state"])],
    "petitioner": _name,
    "phone": lambda p, r: p.masked(r, "phone"),
    "enterprise": _enterprise,
    "county": _part(0),
    "town": _part(1),
    "village": _part(2),
    "address": lambda p, r: p.masked(r, "address"),
    "unit": lambda p, r: p.units(r["lead_unit_id"]),
    "urgency": lambda p, r: URGENCY_NAMES[Urgency(r["urgency"])],
    "light": _light,
    "round": lambda p, r: str(r["round"] + 1),
    "result": lambda p, r: RESULT_NAMES[Result(r["result"])] if r["result"] else "",
    "reply": _text("reply"),
    "channel": lambda p, r: CHANNEL_NAMES[Channel(r["channel"])],
    "capacity": _capacity,
}
