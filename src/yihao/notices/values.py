"""What people are told of unasked: one row for each kind of notice, with the event it comes from and who gets it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from yihao.kernel.ledger import Payload
from yihao.orders.values import events as e
from yihao.orders.values.states import ClockKind
from yihao.organisation.rosters import values as r


class To(StrEnum):
    """Who gets a notice."""

    RECORDER = "recorder"
    """Whoever recorded the appeal."""
    HANDLER = "handler"
    """Whoever signed the order for its unit; before that, all who sign and reply there."""
    UNIT = "unit"
    """All who sign and reply at the unit that has the lead."""
    COPIED = "copied"
    """All who sign and reply at the unit that the event names."""
    PERSON = "person"
    """The person whom the event names."""
    ROSTERED = "rostered"
    """Everybody with a duty in the week that was published."""
    PLANNERS = "planners"
    """Whoever plans the roster of the person that the event names."""
    ASKER = "asker"
    """Whoever asked for the swap."""
    BOTH = "both"
    """Both who have part in the swap."""
    COLLEAGUE = "colleague"
    """The colleague who is asked for a swap."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice. `only` are values that the event's payload must have; `clause` says where the duty comes from."""

    code: str
    event: str
    to: tuple[To, ...]
    name: str
    only: Mapping[str, str] = field(default_factory=dict)
    loud: bool = False
    """Late, or badly rated: shown with a warning."""
    clause: str = ""


def _clocks(code: str, event: str, to: tuple[To, ...], clock: ClockKind, name: str, loud: bool, clause: str) -> Kind:
    return Kind(code, event, to, name, {"clock_kind": clock.value}, loud, clause)


_YELLOW, _RED = e.ClockWarned.kind, e.ClockExpired.kind
# Lights 领域档案 H1; the unit answers for its orders: 方案 二(二) 谁主管、谁负责、谁答复.
_LIGHTS = "领域档案 H1; 方案 二(二)"
KINDS: tuple[Kind, ...] = (
    Kind("returned", e.OrderSentBack.kind, (To.RECORDER,), "退回补充", clause="T7"),
    Kind("copied", e.AssignmentInformed.kind, (To.COPIED,), "抄送", clause="T8; 北京条例 12"),
    Kind("supplemented", e.AppealSupplemented.kind, (To.HANDLER,), "诉求人补充", clause="北京条例 11(3)"),
    Kind("withdrawn", e.OrderWithdrawn.kind, (To.HANDLER,), "诉求人撤单", clause="T29"),
    Kind("check_failed", e.OrderCheckFailed.kind, (To.HANDLER,), "审核退回", clause="T20"),
    Kind("redo", e.OrderRedone.kind, (To.UNIT,), "重办", loud=True, clause="T24; 济南条例 27"),
    Kind("doubted", e.OrderDoubted.kind, (To.RECORDER, To.HANDLER), "不满意", loud=True, clause="T23"),
    Kind("complained", e.OrderComplained.kind, (To.RECORDER, To.HANDLER), "办结后差评", loud=True, clause="T26; 66号(六)"),
    Kind("closed", e.OrderClosed.kind, (To.RECORDER,), "办结", clause="T22"),
    Kind("explained", e.OrderExplained.kind, (To.RECORDER, To.HANDLER), "解释终结", clause="T25"),
    _clocks("sign_red", _RED, (To.UNIT,), ClockKind.SIGN, "签收超期", True, _LIGHTS),
    _clocks("contact_yellow", _YELLOW, (To.HANDLER,), ClockKind.CONTACT, "首次联系临期", False, _LIGHTS),
    _clocks("contact_red", _RED, (To.HANDLER,), ClockKind.CONTACT, "首次联系超期", True, _LIGHTS),
    _clocks("lead_yellow", _YELLOW, (To.HANDLER,), ClockKind.LEAD, "办理临期", False, _LIGHTS),
    _clocks("lead_red", _RED, (To.UNIT,), ClockKind.LEAD, "办理超期", True, _LIGHTS),
    Kind("handed", e.ContactHanded.kind, (To.PERSON,), "来电转手"),
    Kind("published", r.WeekPublished.kind, (To.ROSTERED,), "排班发布", clause="方案 二(一)"),
    Kind("absence_asked", r.AbsenceAsked.kind, (To.PLANNERS,), "请假待审批"),
    Kind("absence_approved", r.AbsenceMoved.kind, (To.PERSON,), "请假已批准", {"state": r.AbsenceState.APPROVED.value}),
    Kind("absence_refused", r.AbsenceMoved.kind, (To.PERSON,), "请假未批准", {"state": r.AbsenceState.REFUSED.value}),
    Kind("swap_asked", r.SwapAsked.kind, (To.COLLEAGUE,), "请您换班"),
    Kind("swap_accepted", r.SwapMoved.kind, (To.ASKER,), "同事同意换班", {"state": r.SwapState.ACCEPTED.value}),
    Kind("swap_approved", r.SwapMoved.kind, (To.BOTH,), "换班已批准", {"state": r.SwapState.APPROVED.value}),
    Kind("swap_refused", r.SwapMoved.kind, (To.BOTH,), "换班未换成", {"state": r.SwapState.REFUSED.value}),
)  # fmt: skip
BY_CODE: Mapping[str, Kind] = {k.code: k for k in KINDS}
EVENTS = frozenset(k.event for k in KINDS)


@dataclass(frozen=True, slots=True)
class NoticePolicy:
    """提醒参数; every one is the city's to set."""

    keep_days: int = 60
    """Days."""


@dataclass(frozen=True)
class NoticeParametersSet(Payload):
    """提醒参数 were set; the digest says which."""

    kind: ClassVar[str] = "notice.parameters_set"
    says: ClassVar[str] = "设置提醒参数"
    digest: str
