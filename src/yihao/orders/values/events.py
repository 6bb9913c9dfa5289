"""Typed payloads of this room's events: ids, codes, times. The list is the contract of 信息共享."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from yihao.kernel.ledger import Payload


@dataclass(frozen=True)
class ContactOpened(Payload):
    """Somebody got in touch."""

    kind: ClassVar[str] = "contact.opened"
    says: ClassVar[str] = "来电来件"
    channel: str
    called_number: str
    later: bool = False
    """Entered later than it came; the event occurred when it came."""


@dataclass(frozen=True)
class ContactHanded(Payload):
    """A contact that is still being recorded went into other hands."""

    kind: ClassVar[str] = "contact.handed"
    says: ClassVar[str] = "来电转手"
    account_id: UUID


@dataclass(frozen=True)
class AppealOpened(Payload):
    """Recording of an appeal began. T1."""

    kind: ClassVar[str] = "appeal.opened"
    says: ClassVar[str] = "开始受理"
    contact_id: UUID
    channel: str
    centre_id: UUID
    agent_id: UUID | None


@dataclass(frozen=True)
class AppealFiled(Payload):
    """A citizen filed an appeal; it waits to be taken up."""

    kind: ClassVar[str] = "appeal.filed"
    says: ClassVar[str] = "诉求人提交"
    contact_id: UUID
    channel: str
    centre_id: UUID
    number: str
    appeal_type: str
    area: str
    secrecy: str


@dataclass(frozen=True)
class AppealAnswered(Payload):
    """Answered on the line. T2."""

    kind: ClassVar[str] = "appeal.answered"
    says: ClassVar[str] = "直接答复"
    number: str
    appeal_type: str
    class_code: str
    area: str
    secrecy: str


@dataclass(frozen=True)
class AppealRefused(Payload):
    """Not accepted, on a listed ground; reason and right channel were told. T3."""

    kind: ClassVar[str] = "appeal.refused"
    says: ClassVar[str] = "不予受理"
    number: str
    appeal_type: str
    class_code: str
    area: str
    secrecy: str
    ground: str


@dataclass(frozen=True)
class AppealTransferred(Payload):
    """Handed to an emergency service or another authority, with its receipt number. T4."""

    kind: ClassVar[str] = "appeal.transferred"
    says: ClassVar[str] = "转办"
    number: str
    appeal_type: str
    class_code: str
    area: str
    secrecy: str
    target: str
    receipt: str


@dataclass(frozen=True)
class AppealSubmitted(Payload):
    """Dispatch is sought: a work order exists. T5."""

    kind: ClassVar[str] = "appeal.submitted"
    says: ClassVar[str] = "生成工单"
    number: str
    appeal_type: str
    class_code: str
    area: str
    secrecy: str
    order_id: UUID


@dataclass(frozen=True)
class AppealSupplemented(Payload):
    """Something was added to an appeal."""

    kind: ClassVar[str] = "appeal.supplemented"
    says: ClassVar[str] = "补充情况"
    text_id: UUID


@dataclass(frozen=True)
class AppealWithdrawn(Payload):
    """Withdrawn by the citizen. T29."""

    kind: ClassVar[str] = "appeal.withdrawn"
    says: ClassVar[str] = "诉求撤回"


@dataclass(frozen=True)
class AppealAbandoned(Payload):
    """A contact that became no appeal (dropped call, wrong number)."""

    kind: ClassVar[str] = "appeal.abandoned"
    says: ClassVar[str] = "未成诉求"
    reason: str


@dataclass(frozen=True)
class OrderSubmitted(Payload):
    """A work order was made and waits for dispatch."""

    kind: ClassVar[str] = "order.submitted"
    says: ClassVar[str] = "生成工单"
    appeal_id: UUID
    number: str
    centre_id: UUID
    appeal_type: str
    class_code: str
    area: str
    urgency: str
    secrecy: str
    classes_version: int
    limits_version: int
    calendar_version: int


@dataclass(frozen=True)
class OrderSentBack(Payload):
    """Sent back for supplement. T7."""

    kind: ClassVar[str] = "order.sent_back"
    says: ClassVar[str] = "退回补充"
    text_id: UUID


@dataclass(frozen=True)
class OrderSupplemented(Payload):
    """The missing facts were added."""

    kind: ClassVar[str] = "order.supplemented"
    says: ClassVar[str] = "补充完成"
    text_id: UUID


@dataclass(frozen=True)
class OrderWithdrawn(Payload):
    """Ended because the citizen withdrew. T29."""

    kind: ClassVar[str] = "order.withdrawn"
    says: ClassVar[str] = "撤单"
    text_id: UUID
    reason: str


@dataclass(frozen=True)
class OrderDispatched(Payload):
    """Dispatched to one lead, with copies. T8."""

    kind: ClassVar[str] = "order.dispatched"
    says: ClassVar[str] = "派单"
    assignment_id: UUID
    lead_id: UUID
    copies: tuple[UUID, ...]
    suggested_id: UUID | None
    limit: str
    sign_due: datetime
    handle_due: datetime
    catalogue_version: int
    text_id: UUID | None


@dataclass(frozen=True)
class OrderBegun(Payload):
    """The lead has signed: handling began. T9."""

    kind: ClassVar[str] = "order.begun"
    says: ClassVar[str] = "开始办理"
    assignment_id: UUID


@dataclass(frozen=True)
class OrderReplied(Payload):
    """The lead's reply is in. T19."""

    kind: ClassVar[str] = "order.replied"
    says: ClassVar[str] = "答复待审核"
    assignment_id: UUID
    result: str


@dataclass(frozen=True)
class OrderCheckPassed(Payload):
    """Closing check passed. T21."""

    kind: ClassVar[str] = "order.check_passed"
    says: ClassVar[str] = "办结审核通过"


@dataclass(frozen=True)
class OrderCheckFailed(Payload):
    """Closing check sent it back. T20."""

    kind: ClassVar[str] = "order.check_failed"
    says: ClassVar[str] = "办结审核退回"
    text_id: UUID


@dataclass(frozen=True)
class OrderClosed(Payload):
    """Closed. T22."""

    kind: ClassVar[str] = "order.closed"
    says: ClassVar[str] = "办结"
    outcome: str


@dataclass(frozen=True)
class OrderDoubted(Payload):
    """Not solved or not satisfied at follow-up: to be judged. T23."""

    kind: ClassVar[str] = "order.doubted"
    says: ClassVar[str] = "转不满意研判"
    rating_id: UUID


@dataclass(frozen=True)
class OrderComplained(Payload):
    """A bad rating after closing: to be judged."""

    kind: ClassVar[str] = "order.complained"
    says: ClassVar[str] = "办结后差评转研判"
    rating_id: UUID


@dataclass(frozen=True)
class OrderRedone(Payload):
    """To be handled once more. T24."""

    kind: ClassVar[str] = "order.redone"
    says: ClassVar[str] = "重办"
    round: int
    handle_due: datetime
    text_id: UUID


@dataclass(frozen=True)
class OrderExplained(Payload):
    """Ended with an explanation. T25."""

    kind: ClassVar[str] = "order.explained"
    says: ClassVar[str] = "解释终结"
    text_id: UUID


@dataclass(frozen=True)
class OrderArchived(Payload):
    """Archived: nothing changes any more. T31."""

    kind: ClassVar[str] = "order.archived"
    says: ClassVar[str] = "归档"


@dataclass(frozen=True)
class AssignmentIssued(Payload):
    """A unit got the lead."""

    kind: ClassVar[str] = "assignment.issued"
    says: ClassVar[str] = "交主办"
    unit_id: UUID


@dataclass(frozen=True)
class AssignmentInformed(Payload):
    """A unit got a copy."""

    kind: ClassVar[str] = "assignment.informed"
    says: ClassVar[str] = "抄送"
    unit_id: UUID


@dataclass(frozen=True)
class AssignmentSigned(Payload):
    """The unit signed."""

    kind: ClassVar[str] = "assignment.signed"
    says: ClassVar[str] = "签收"


@dataclass(frozen=True)
class AssignmentContacted(Payload):
    """The unit spoke with the citizen, or says why not. 先行联系 (领域档案 F2)."""

    kind: ClassVar[str] = "assignment.contacted"
    says: ClassVar[str] = "联系诉求人"
    contacted_at: datetime
    reached: bool
    reason: str
    text_id: UUID | None


@dataclass(frozen=True)
class AssignmentReplied(Payload):
    """The unit's reply was filed."""

    kind: ClassVar[str] = "assignment.replied"
    says: ClassVar[str] = "提交答复"
    result: str
    public_text_id: UUID
    internal_text_id: UUID | None


@dataclass(frozen=True)
class AssignmentReopened(Payload):
    """The unit has to go on: the check failed, or a redo was ordered."""

    kind: ClassVar[str] = "assignment.reopened"
    says: ClassVar[str] = "退回承办单位"
    round: int
    redo: bool


@dataclass(frozen=True)
class AssignmentEnded(Payload):
    """Nothing more to do for the unit."""

    kind: ClassVar[str] = "assignment.ended"
    says: ClassVar[str] = "承办结束"


@dataclass(frozen=True)
class ClockWarned(Payload):
    """Yellow light: 70 % of a limit is used (default)."""

    kind: ClassVar[str] = "clock.yellow"
    says: ClassVar[str] = "亮黄灯"
    clock_id: UUID
    clock_kind: str
    due: datetime
    unit_id: UUID | None


@dataclass(frozen=True)
class ClockExpired(Payload):
    """Red light: a limit is over."""

    kind: ClassVar[str] = "clock.red"
    says: ClassVar[str] = "亮红灯"
    clock_id: UUID
    clock_kind: str
    due: datetime
    unit_id: UUID | None


@dataclass(frozen=True)
class PersonalRevealed(Payload):
    """A masked detail was shown in clear, with a reason (also in the access log)."""

    kind: ClassVar[str] = "personal.revealed"
    says: ClassVar[str] = "查看完整信息"
    field: str
    reason: str
