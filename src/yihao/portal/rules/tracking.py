"""What a citizen is told of an appeal: its stage, its story, what can be done. Pure, and by whitelist.

An event or a text that is not named here is not shown. Of the reply only what passed the closing check is shown; of
notes, instructions, opinions, defects, reasons nothing ever (领域档案 C4, 个人信息保护法 25).
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yihao.catalogue.values import AppealType
from yihao.followups.values import SATISFACTION_NAMES, SOLVED_NAMES, Satisfaction, Solved
from yihao.orders.rules.transitions import Thing, transition
from yihao.orders.values.states import FINAL_ORDER_STATES, AppealState, Audience, OrderState, TextKind

CITIZEN = "citizen"
_PERSONAL = (
    re.compile(r"(?<!\d)(1[3-9]\d)[- ]?\d{4}[- ]?\d{4}(?!\d)", re.ASCII),
    re.compile(r"(?<!\d)(\d{3})\d{14}[\dXx](?![\dA-Za-z])", re.ASCII),
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of the ledger."""

    kind: str
    at: datetime
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PublicText:
    """A text whose audience is the public; `author` as the ledger keeps it."""

    id: str
    kind: str
    audience: str
    author: str
    body: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the story; `text` is what was said."""

    at: datetime
    sentence: str
    text: str = ""
    own: bool = False
    """The citizen's own words."""
    reply: bool = False
    """The answer to the citizen."""


@dataclass(frozen=True, slots=True)
class Names:
    """How a unit and a transfer's target are called."""

    unit: Callable[[str], str]
    target: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an appeal stands: what is allowed is decided by it. `order_state` "" before there is an order."""

    appeal_state: str
    order_state: str
    appeal_type: str
    anonymous: bool
    rated: bool


APPEAL_STAGES: Mapping[str, tuple[int, str, str]] = {
    AppealState.FILED: (1, "已提交，等待受理", "工作人员会核对您写的内容，需要时会联系您。"),
    AppealState.SUBMITTED: (2, "已受理", "正在确定由哪个单位办理。"),
    AppealState.ANSWERED: (5, "已答复", "您可以评价。"),
    AppealState.REFUSED: (5, "未予受理", "理由和正确的渠道如下。"),
    AppealState.TRANSFERRED: (5, "已转有关单位", "后续进展以对方通知为准。"),
    AppealState.WITHDRAWN: (5, "您已撤回", "如有需要，可以重新提交。"),
    AppealState.ABANDONED: (5, "未成诉求", "如有需要，请重新提交。"),
}
ORDER_STAGES: Mapping[str, tuple[int, str, str]] = {
    OrderState.PENDING_REVIEW: (2, "已受理", "正在确定由哪个单位办理。"),
    OrderState.PENDING_SUPPLEMENT: (2, "需要补充情况", "还缺少办理所需的信息。请在下面补充，补充后马上继续办理。"),
    OrderState.PENDING_SIGN: (3, "已转承办单位", "办理时限已经开始计算。"),
    OrderState.IN_PROGRESS: (3, "正在办理", "承办单位会与您联系核实情况。"),
    OrderState.PENDING_CHECK: (3, "办理结果审核中", "审核通过后，答复会显示在这里。"),
    OrderState.PENDING_VISIT: (4, "已答复，请您评价", "评价后办结；没有解决的会转人工研判。"),
    OrderState.REDO_REVIEW: (4, "正在研判", "您反映没有解决或者不满意，正在研判是否重新办理。"),
    OrderState.CLOSED: (5, "已办结", "有新情况可以评价说明，或者重新提交。"),
    OrderState.ARCHIVED: (5, "已办结", "已归档。如有新情况，请重新提交。"),
    OrderState.WITHDRAWN: (5, "您已撤回", "如有需要，可以重新提交。"),
}
"""State → how many of the five marks are reached, the words, what it means."""
_OWED = frozenset(
    {
        OrderState.PENDING_REVIEW,
        OrderState.PENDING_SUPPLEMENT,
        OrderState.PENDING_SIGN,
        OrderState.IN_PROGRESS,
        OrderState.PENDING_CHECK,
    }
)
MARKS = ("提交", "受理", "办理", "答复", "办结")


def stage(standing: Standing) -> tuple[int, str, str]:
    """How far it is, in words. An unknown state says as little as possible."""
    if standing.order_state:
        return ORDER_STAGES.get(standing.order_state, (2, "办理中", ""))
    return APPEAL_STAGES.get(standing.appeal_state, (1, "已收到", ""))


def marks(standing: Standing) -> list[tuple[str, str]]:
    """The five marks with `past`, `now` or `later`; [] for an end without them (refused, transferred, withdrawn)."""
    ends = {AppealState.REFUSED, AppealState.TRANSFERRED, AppealState.WITHDRAWN, AppealState.ABANDONED}
    if standing.appeal_state in ends:
        return []
    reached = stage(standing)[0]
    last = reached == len(MARKS)
    return [
        (name, "past" if n < reached or last else "now" if n == reached else "later") for n, name in enumerate(MARKS, 1)
    ]


def promises(standing: Standing) -> bool:
    """Whether an answer is still owed: after it the instant promised says nothing more."""
    return standing.order_state in _OWED


def latest_reply(story: Sequence[Entry], standing: Standing) -> Entry | None:
    """The answer that stands now; None while one is owed (again)."""
    if standing.order_state in _OWED or standing.order_state == OrderState.WITHDRAWN:
        return None
    return next((e for e in reversed(story) if e.reply and e.text), None)


def may_supplement(standing: Standing) -> bool:
    """Whether something can still be added."""
    if standing.order_state:
        return standing.order_state not in FINAL_ORDER_STATES
    return standing.appeal_state in (AppealState.FILED, AppealState.SUBMITTED)


def may_withdraw(standing: Standing) -> bool:
    """Whether it can be taken back; a report never (it stays as a clue)."""
    if standing.appeal_type == AppealType.REPORT:
        return False
    if standing.order_state:
        return standing.order_state in transition(Thing.ORDER, "withdraw").source
    return standing.appeal_state == AppealState.FILED


def may_rate(standing: Standing) -> bool:
    """Whether a rating of this round can be given."""
    if standing.rated:
        return False
    if standing.order_state:
        return standing.order_state in (OrderState.PENDING_VISIT, OrderState.CLOSED)
    return standing.appeal_state == AppealState.ANSWERED


def asks_contact(standing: Standing) -> bool:
    """Whether "were you contacted" is a fair question: a unit handled it, and there was somebody to be contacted."""
    return bool(standing.order_state) and not standing.anonymous


def hide_numbers(text: str) -> str:
    """Mobile and identity numbers down to their first three digits."""
    for pattern in _PERSONAL:
        text = pattern.sub(r"\1********", text)
    return text


def story(events: Sequence[Happening], texts: Iterable[PublicText], names: Names) -> list[Entry]:
    """What happened, oldest first, in a citizen's words."""
    shown = {t.id: t for t in texts if t.audience == Audience.PUBLIC}
    answer = next((t.body for t in shown.values() if t.kind == TextKind.ANSWER), "")
    waiting = ""
    found: list[Entry] = []
    for event in events:
        if event.kind == "assignment.replied":
            waiting = str(event.payload["public_text_id"])
        elif event.kind == "order.check_failed":
            waiting = ""
        entry = _entry(event, shown, answer, waiting, names)
        if entry is not None:
            found.append(entry)
    return found


def _entry(event: Happening, texts: Mapping[str, PublicText], answer: str, waiting: str, names: Names) -> Entry | None:
    """The line of one event; None when it says nothing to the citizen."""
    p = event.payload

    def text(key: object, kind: TextKind) -> str:
        found = texts.get(str(key))
        return hide_numbers(found.body) if found and found.kind == kind else ""

    match event.kind:
        case "appeal.answered" | "appeal.refused":
            return Entry(
                event.at,
                "已经答复" if event.kind == "appeal.answered" else "未予受理",
                hide_numbers(answer),
                reply=True,
            )
        case "appeal.transferred":
            return Entry(event.at, f"已转{names.target(p['target'])}，对方回执编号 {p['receipt']}")
        case "appeal.supplemented":
            own = texts.get(str(p["text_id"]))
            mine = own is not None and own.author == CITIZEN
            sentence = "您补充了情况" if mine else "热线登记了补充情况"
            return Entry(event.at, sentence, text(p["text_id"], TextKind.SUPPLEMENT) if mine else "", own=mine)
        case "order.dispatched":
            return Entry(event.at, f"已转{names.unit(p['lead_id'])}办理")
        case "order.check_passed":
            return Entry(event.at, "承办单位答复", text(waiting, TextKind.PUBLIC_REPLY), reply=True)
        case "order.explained":
            return Entry(event.at, "热线作出解释说明", text(p["text_id"], TextKind.EXPLANATION), reply=True)
        case "assignment.contacted":
            return Entry(event.at, "承办单位登记：已与您联系" if p["reached"] else "承办单位登记：未能联系上您")
        case "rating.given":
            return Entry(event.at, _rated(p))
        case _:
            plain = _PLAIN.get(event.kind)
            return Entry(event.at, plain) if plain else None


_PLAIN: Mapping[str, str] = {
    "appeal.opened": "热线登记了您的诉求",
    "appeal.filed": "您在网上提交了诉求",
    "appeal.withdrawn": "您撤回了诉求",
    "order.submitted": "已受理，正在确定承办单位",
    "order.sent_back": "还需要补充情况",
    "order.begun": "承办单位已签收，开始办理",
    "order.replied": "承办单位提交了办理结果，正在审核",
    "order.check_failed": "审核未通过，承办单位继续办理",
    "order.doubted": "您反映没有解决或者不满意，转入研判",
    "order.complained": "收到您的评价，转入研判",
    "order.redone": "重新办理",
    "order.closed": "已办结",
    "order.archived": "已归档",
}


def _rated(p: Mapping[str, Any]) -> str:
    where = "您在网上评价" if p["source"] == "portal" else "您在回访时评价"
    return f"{where}：{SOLVED_NAMES[Solved(p['solved'])]}，{SATISFACTION_NAMES[Satisfaction(p['satisfaction'])]}"
