"""One sentence for each event of an order's timeline. Rooms above add theirs to `TELLERS`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import Dictionary
from yihao.kernel import clock
from yihao.kernel.calendar import instant_words
from yihao.kernel.ledger import KINDS
from yihao.orders.values.reasons import NO_CONTACT_REASONS
from yihao.orders.values.states import (
    CHANNEL_NAMES,
    CLOCK_NAMES,
    OUTCOME_NAMES,
    RESULT_NAMES,
    Channel,
    ClockKind,
    Outcome,
    Result,
)
from yihao.organisation import queries as organisation


@dataclass(frozen=True, slots=True)
class Told:
    """An event in a timeline: its sentence; `tone` says how loud; texts whose ids it names are shown with it."""

    sentence: str
    tone: str = "plain"
    texts: tuple[str, ...] = ()
    centre_only: bool = False


Teller = Callable[[str, dict[str, Any]], Told]
"""Region and payload → what is told."""


def _instant(region: str, iso: str) -> str:
    return instant_words(clock.now(), datetime.fromisoformat(iso), organisation.zone_of(region))


def _unit(unit_id: str | None) -> str:
    return organisation.unit_label(UUID(unit_id)) if unit_id else ""


def _dispatched(region: str, p: dict[str, Any]) -> Told:
    copies = "、".join(_unit(u) for u in p["copies"])
    due = f"，{_instant(region, p['sign_due'])}前签收，{_instant(region, p['handle_due'])}前答复"
    changed = "（未采用目录推荐）" if p["suggested_id"] and p["suggested_id"] != p["lead_id"] else ""
    return Told(
        f"派给{_unit(p['lead_id'])}主办{changed}{f'，抄送{copies}' if copies else ''}{due}",
        "plain",
        (p["text_id"] or "",),
    )


def _contacted(region: str, p: dict[str, Any]) -> Told:
    at = _instant(region, p["contacted_at"])
    sentence = f"{at}联系了诉求人" if p["reached"] else f"未能联系诉求人：{NO_CONTACT_REASONS.get(p['reason'], '')}"
    return Told(sentence, "plain", (p["text_id"] or "",))


def _replied(region: str, p: dict[str, Any]) -> Told:
    return Told(
        f"提交答复：{RESULT_NAMES[Result(p['result'])]}", "public", (p["public_text_id"], p["internal_text_id"] or "")
    )


def _refused(region: str, p: dict[str, Any]) -> Told:
    found = catalogue.grounds(region, catalogue.versions(region).of(Dictionary.GROUNDS)).get(p["ground"])
    return Told(f"不予受理：{found.name if found else ''}", "plain")


def _clock(word: str) -> Teller:
    return lambda region, p: Told(
        f"{CLOCK_NAMES[ClockKind(p['clock_kind'])]}{word}（{_instant(region, p['due'])}）", "system"
    )


TELLERS: dict[str, Teller | None] = {
    "contact.opened": None,
    "appeal.opened": lambda r, p: Told(f"{CHANNEL_NAMES[Channel(p['channel'])]}受理", "system"),
    "appeal.filed": lambda r, p: Told("在网上提交诉求"),
    "appeal.answered": lambda r, p: Told("当场直接答复", "public"),
    "appeal.refused": _refused,
    "appeal.transferred": lambda r, p: Told(f"转办，回执 {p['receipt']}"),
    "appeal.submitted": None,
    "appeal.supplemented": lambda r, p: Told("补充了情况", "plain", (p["text_id"],)),
    "appeal.withdrawn": None,
    "appeal.abandoned": lambda r, p: Told("未成诉求", "system"),
    "order.submitted": lambda r, p: Told("登记诉求，生成工单"),
    "order.sent_back": lambda r, p: Told("退回补充", "internal", (p["text_id"],), centre_only=True),
    "order.supplemented": lambda r, p: Told("补充完成，回到派单", "system"),
    "order.withdrawn": lambda r, p: Told("诉求人撤单", "plain", (p["text_id"],)),
    "order.dispatched": _dispatched,
    "order.begun": None,
    "order.replied": None,
    "order.check_passed": lambda r, p: Told("办结审核通过，转回访"),
    "order.check_failed": lambda r, p: Told("办结审核退回", "internal", (p["text_id"],)),
    "order.closed": lambda r, p: Told(f"办结：{OUTCOME_NAMES[Outcome(p['outcome'])]}"),
    "order.doubted": lambda r, p: Told("转不满意研判"),
    "order.complained": lambda r, p: Told("办结后收到差评，转研判"),
    "order.redone": lambda r, p: Told(
        f"第 {p['round']} 次重办，{_instant(r, p['handle_due'])}前答复", "internal", (p["text_id"],)
    ),
    "order.explained": lambda r, p: Told("解释终结", "public", (p["text_id"],)),
    "order.archived": lambda r, p: Told("归档", "system"),
    "assignment.issued": None,
    "assignment.informed": None,
    "assignment.signed": lambda r, p: Told("签收"),
    "assignment.contacted": _contacted,
    "assignment.replied": _replied,
    "assignment.reopened": None,
    "assignment.ended": None,
    "clock.yellow": _clock("临近到期"),
    "clock.red": _clock("已超期"),
    "personal.revealed": lambda r, p: Told("查看了完整的个人信息", "system", centre_only=True),
}
"""Every kind that may touch an order; None = another entry of the same moment already tells it."""


def tell(region: str, kind: str, payload: dict[str, Any]) -> Told | None:
    """What a timeline says of an event; None when it says nothing."""
    if kind not in TELLERS:
        return Told(KINDS[kind].says, "system")
    teller = TELLERS[kind]
    return teller(region, payload) if teller else None
