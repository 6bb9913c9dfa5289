"""The one table of what may happen to an appeal, an order and an assignment.

The API, the buttons, the documentation and the tests are derived from it. `T…` are the edges of the field's state
machine (领域档案 3.4); edges that are not here are not yet built.
"""

from dataclasses import dataclass
from enum import StrEnum

from yihao.kernel.ledger import Payload
from yihao.orders.values import events as e
from yihao.orders.values.states import AppealState as A
from yihao.orders.values.states import AssignmentState as S
from yihao.orders.values.states import OrderState as O
from yihao.organisation.values import Permission as P


class Thing(StrEnum):
    """The three subjects."""

    APPEAL = "appeal"
    ORDER = "order"
    ASSIGNMENT = "assignment"


class Who(StrEnum):
    """Who is not a member of staff."""

    CITIZEN = "citizen"
    SYSTEM = "system"


class Near(StrEnum):
    """Where the acting post has to be."""

    CENTRE = "centre"
    """In the scope of the centre that took the appeal."""
    UNIT = "unit"
    """At the unit of the assignment."""
    ANY = "any"


Actors = tuple[P | Who, ...]


@dataclass(frozen=True, slots=True)
class Transition:
    """One edge. `source` () means that the subject comes into being."""

    thing: Thing
    name: str
    label: str
    source: tuple[StrEnum, ...]
    target: StrEnum
    who: Actors
    near: Near
    event: type[Payload]
    clause: str
    needs: tuple[str, ...] = ()
    button: bool = False
    """Offered to a person on the order's page (the others are effects, or belong to another page)."""
    danger: bool = False


_OPEN = (O.PENDING_REVIEW, O.PENDING_SUPPLEMENT, O.PENDING_SIGN, O.IN_PROGRESS)
_TAKEN = (A.DRAFT, A.FILED)
_AGENT, _DISPATCH, _CHECK, _JUDGE = (P.RECORD_APPEAL,), (P.DISPATCH_ORDER,), (P.CHECK_ORDER,), (P.JUDGE_ORDER,)
_VISIT = (P.ATTEMPT_VISIT, Who.CITIZEN)
_WITHDRAW = (P.WITHDRAW_ORDER, Who.CITIZEN)
_SYSTEM = (Who.SYSTEM,)
APPEAL, ORDER, ASSIGNMENT = Thing.APPEAL, Thing.ORDER, Thing.ASSIGNMENT
CENTRE, UNIT, ANY = Near.CENTRE, Near.UNIT, Near.ANY

TRANSITIONS: tuple[Transition, ...] = (
    Transition(APPEAL, "open", "开始受理", (), A.DRAFT, _AGENT, CENTRE, e.AppealOpened, "T1; 方案 三(一)"),
    Transition(APPEAL, "file", "提交诉求", (), A.FILED, (Who.CITIZEN,), ANY, e.AppealFiled, "T1; 66号(四) 畅通渠道"),
    Transition(APPEAL, "answer", "直接答复", _TAKEN, A.ANSWERED, _AGENT, CENTRE, e.AppealAnswered, "T2; 方案 二(二) 回答一般性咨询"),
    Transition(APPEAL, "refuse", "不予受理", _TAKEN, A.REFUSED, _AGENT, CENTRE, e.AppealRefused, "T3; 53号, 66号(二)", ("listed_ground",)),
    Transition(APPEAL, "transfer", "转办", _TAKEN, A.TRANSFERRED, _AGENT, CENTRE, e.AppealTransferred, "T4; 方案 一 (紧急热线不归并), 国办发〔2022〕12号", ("receipt",)),
    Transition(APPEAL, "submit", "生成工单", _TAKEN, A.SUBMITTED, _AGENT, CENTRE, e.AppealSubmitted, "T5; 方案 二(二)", ("required_facts",)),
    Transition(APPEAL, "abandon", "未成诉求", (A.DRAFT,), A.ABANDONED, _AGENT, CENTRE, e.AppealAbandoned, "T1 (掉线、误拨)"),
    Transition(APPEAL, "withdraw", "撤回诉求", (A.FILED, A.SUBMITTED), A.WITHDRAWN, _WITHDRAW, CENTRE, e.AppealWithdrawn, "T29", ("not_report",)),
    Transition(ORDER, "submit", "生成工单", (), O.PENDING_REVIEW, _AGENT, CENTRE, e.OrderSubmitted, "T5; 接诉即办"),
    Transition(ORDER, "dispatch", "派单", (O.PENDING_REVIEW,), O.PENDING_SIGN, _DISPATCH, CENTRE, e.OrderDispatched, "T8; 方案 二(二) 按责转办, 66号(五) 派单目录", ("one_lead",), button=True),
    Transition(ORDER, "send_back", "退回补充", (O.PENDING_REVIEW,), O.PENDING_SUPPLEMENT, _DISPATCH, CENTRE, e.OrderSentBack, "T7", button=True),
    Transition(ORDER, "supplement", "补充情况", (O.PENDING_SUPPLEMENT,), O.PENDING_REVIEW, (P.RECORD_APPEAL, Who.CITIZEN), CENTRE, e.OrderSupplemented, "T7", button=True),
    Transition(ORDER, "begin", "开始办理", (O.PENDING_SIGN,), O.IN_PROGRESS, (P.SIGN_ASSIGNMENT,), UNIT, e.OrderBegun, "T9"),
    Transition(ORDER, "reply", "答复待审核", (O.IN_PROGRESS,), O.PENDING_CHECK, (P.REPLY_ASSIGNMENT,), UNIT, e.OrderReplied, "T19; 方案 二(二) 谁主管、谁负责、谁答复"),
    Transition(ORDER, "pass_check", "审核通过", (O.PENDING_CHECK,), O.PENDING_VISIT, _CHECK, CENTRE, e.OrderCheckPassed, "T21; 方案 二(三) 全流程闭环办结", button=True),
    Transition(ORDER, "fail_check", "退回办理", (O.PENDING_CHECK,), O.IN_PROGRESS, _CHECK, CENTRE, e.OrderCheckFailed, "T20", button=True),
    Transition(ORDER, "close", "办结", (O.PENDING_VISIT,), O.CLOSED, _VISIT, CENTRE, e.OrderClosed, "T22; 赣府厅字〔2020〕71号 100% 回访", ("independent",)),
    Transition(ORDER, "doubt", "转研判", (O.PENDING_VISIT,), O.REDO_REVIEW, _VISIT, CENTRE, e.OrderDoubted, "T23", ("independent",)),
    Transition(ORDER, "complain", "差评转研判", (O.CLOSED,), O.REDO_REVIEW, (Who.CITIZEN,), ANY, e.OrderComplained, "T26; 66号(六)", ("reopen_window",)),
    Transition(ORDER, "redo", "重办", (O.REDO_REVIEW,), O.IN_PROGRESS, _JUDGE, CENTRE, e.OrderRedone, "T24; 济南条例 27", ("round_left",), button=True),
    Transition(ORDER, "explain_end", "解释终结", (O.REDO_REVIEW,), O.CLOSED, _JUDGE, CENTRE, e.OrderExplained, "T25", button=True, danger=True),
    Transition(ORDER, "withdraw", "撤单", _OPEN, O.WITHDRAWN, _WITHDRAW, CENTRE, e.OrderWithdrawn, "T29", ("not_report",), button=True, danger=True),
    Transition(ORDER, "archive", "归档", (O.CLOSED,), O.ARCHIVED, _SYSTEM, ANY, e.OrderArchived, "T31"),
    Transition(ASSIGNMENT, "issue", "交主办", (), S.PENDING_SIGN, _DISPATCH, CENTRE, e.AssignmentIssued, "T8"),
    Transition(ASSIGNMENT, "inform", "抄送", (), S.INFORMED, _DISPATCH, CENTRE, e.AssignmentInformed, "T8; 北京条例 12 (派街乡的同时抄送区县)"),
    Transition(ASSIGNMENT, "sign", "签收", (S.PENDING_SIGN,), S.IN_PROGRESS, (P.SIGN_ASSIGNMENT,), UNIT, e.AssignmentSigned, "T9", button=True),
    Transition(ASSIGNMENT, "record_contact", "登记联系", (S.IN_PROGRESS,), S.IN_PROGRESS, (P.REPLY_ASSIGNMENT,), UNIT, e.AssignmentContacted, "F2 先行联系", button=True),
    Transition(ASSIGNMENT, "reply", "提交答复", (S.IN_PROGRESS,), S.REPLIED, (P.REPLY_ASSIGNMENT,), UNIT, e.AssignmentReplied, "T19; 方案 二(二)", ("contact_recorded",), button=True),
    Transition(ASSIGNMENT, "reopen", "退回承办单位", (S.REPLIED, S.ENDED), S.IN_PROGRESS, (P.CHECK_ORDER, P.JUDGE_ORDER), CENTRE, e.AssignmentReopened, "T20, T24"),
    Transition(ASSIGNMENT, "end", "承办结束", (S.PENDING_SIGN, S.IN_PROGRESS, S.REPLIED, S.INFORMED), S.ENDED, (*_VISIT, P.JUDGE_ORDER, P.WITHDRAW_ORDER), CENTRE, e.AssignmentEnded, "T22, T25, T29"),
)  # fmt: skip

_BY_NAME = {(t.thing, t.name): t for t in TRANSITIONS}
BY_EVENT = {t.event.kind: t for t in TRANSITIONS}


def transition(thing: Thing, name: str) -> Transition:
    """The edge of that name. Raises KeyError."""
    return _BY_NAME[thing, name]


def buttons(thing: Thing, state: StrEnum) -> list[Transition]:
    """The edges that lead on from a state and are offered to people."""
    return [t for t in TRANSITIONS if t.thing is thing and t.button and state in t.source]
