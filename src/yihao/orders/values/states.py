"""States and codes of appeals, orders and assignments, with their names on the screen (领域档案 3.3, 4.2)."""

from collections.abc import Mapping
from enum import StrEnum


class AppealState(StrEnum):
    """诉求件: what can end without a department ends here."""

    DRAFT = "draft"
    FILED = "filed"
    SUBMITTED = "submitted"
    ANSWERED = "answered"
    REFUSED = "refused"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"
    ABANDONED = "abandoned"


class OrderState(StrEnum):
    """工单."""

    PENDING_REVIEW = "pending_review"
    PENDING_SUPPLEMENT = "pending_supplement"
    PENDING_SIGN = "pending_sign"
    IN_PROGRESS = "in_progress"
    PENDING_CHECK = "pending_check"
    PENDING_VISIT = "pending_visit"
    REDO_REVIEW = "redo_review"
    CLOSED = "closed"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


class AssignmentState(StrEnum):
    """承办环节."""

    PENDING_SIGN = "pending_sign"
    IN_PROGRESS = "in_progress"
    REPLIED = "replied"
    INFORMED = "informed"
    ENDED = "ended"


class Capacity(StrEnum):
    """In what capacity a unit takes part in an order; the order is seen by the units that take part."""

    CENTRE = "centre"
    LEAD = "lead"
    COPY = "copy"


class Channel(StrEnum):
    """来件渠道 (领域档案 C1)."""

    PHONE = "phone"
    PORTAL = "portal"
    VISIT = "visit"
    LETTER = "letter"
    SMS = "sms"
    WECHAT = "wechat"
    APP = "app"
    UPSTREAM = "upstream"
    LEADER = "leader"
    MEDIA = "media"
    OTHER = "other"


class Secrecy(StrEnum):
    """公开程度 (领域档案 L5)."""

    OPEN = "open"
    CONFIDENTIAL = "confidential"


class SubjectType(StrEnum):
    """诉求人类别."""

    PERSON = "person"
    ENTERPRISE = "enterprise"
    ORGANISATION = "organisation"


class Result(StrEnum):
    """办理结果 (领域档案 F4)."""

    SOLVED = "solved"
    PARTLY = "partly"
    UNSOLVED = "unsolved"
    EXPLAINED = "explained"


class Outcome(StrEnum):
    """How an order ended."""

    SATISFIED = "satisfied"
    UNREACHED = "unreached"
    EXPLAINED = "explained"
    DECLINED = "declined"


class TextKind(StrEnum):
    """Kinds of append-only text."""

    CONTENT = "content"
    WANTED = "wanted"
    SUPPLEMENT = "supplement"
    ANSWER = "answer"
    NOTE = "note"
    ASKED = "asked"
    INSTRUCTION = "instruction"
    CONTACT = "contact"
    INTERNAL = "internal"
    PUBLIC_REPLY = "public_reply"
    DEFECTS = "defects"
    OPINION = "opinion"
    EXPLANATION = "explanation"
    REASON = "reason"


class Audience(StrEnum):
    """Who may read a text: the citizen too, everybody who handles, or the centre only."""

    PUBLIC = "public"
    HANDLERS = "handlers"
    CENTRE = "centre"


class ClockKind(StrEnum):
    """Clocks; the citizen's never stops before the end (领域档案 1-5)."""

    REVIEW = "review"
    SUPPLEMENT = "supplement"
    SIGN = "sign"
    CONTACT = "contact"
    LEAD = "lead"
    CHECK = "check"
    FOLLOW_UP = "follow_up"
    JUDGE = "judge"
    CITIZEN = "citizen"
    ARCHIVE = "archive"


class Light(StrEnum):
    """亮灯 (领域档案 H1)."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


APPEAL_STATE_NAMES: Mapping[AppealState, str] = {
    AppealState.DRAFT: "受理中",
    AppealState.FILED: "待受理",
    AppealState.SUBMITTED: "已生成工单",
    AppealState.ANSWERED: "直接答复",
    AppealState.REFUSED: "不予受理",
    AppealState.TRANSFERRED: "已转办",
    AppealState.WITHDRAWN: "已撤单",
    AppealState.ABANDONED: "未成诉求",
}
ORDER_STATE_NAMES: Mapping[OrderState, str] = {
    OrderState.PENDING_REVIEW: "待派单",
    OrderState.PENDING_SUPPLEMENT: "待补充",
    OrderState.PENDING_SIGN: "待签收",
    OrderState.IN_PROGRESS: "办理中",
    OrderState.PENDING_CHECK: "待办结审核",
    OrderState.PENDING_VISIT: "待回访",
    OrderState.REDO_REVIEW: "不满意研判",
    OrderState.CLOSED: "已办结",
    OrderState.ARCHIVED: "已归档",
    OrderState.WITHDRAWN: "已撤单",
}
ASSIGNMENT_STATE_NAMES: Mapping[AssignmentState, str] = {
    AssignmentState.PENDING_SIGN: "待签收",
    AssignmentState.IN_PROGRESS: "办理中",
    AssignmentState.REPLIED: "已答复",
    AssignmentState.INFORMED: "已抄送",
    AssignmentState.ENDED: "已结束",
}
CAPACITY_NAMES: Mapping[Capacity, str] = {Capacity.CENTRE: "受理", Capacity.LEAD: "主办", Capacity.COPY: "抄送"}
CHANNEL_NAMES: Mapping[Channel, str] = {
    Channel.PHONE: "电话",
    Channel.PORTAL: "网站",
    Channel.VISIT: "来访",
    Channel.LETTER: "信件",
    Channel.SMS: "短信",
    Channel.WECHAT: "微信",
    Channel.APP: "手机应用",
    Channel.UPSTREAM: "上级交办",
    Channel.LEADER: "领导交办",
    Channel.MEDIA: "媒体",
    Channel.OTHER: "其他",
}
SECRECY_NAMES: Mapping[Secrecy, str] = {Secrecy.OPEN: "公开", Secrecy.CONFIDENTIAL: "保密"}
SUBJECT_TYPE_NAMES: Mapping[SubjectType, str] = {
    SubjectType.PERSON: "个人",
    SubjectType.ENTERPRISE: "企业",
    SubjectType.ORGANISATION: "其他组织",
}
RESULT_NAMES: Mapping[Result, str] = {
    Result.SOLVED: "已解决",
    Result.PARTLY: "部分解决",
    Result.UNSOLVED: "未解决",
    Result.EXPLAINED: "解释说明",
}
OUTCOME_NAMES: Mapping[Outcome, str] = {
    Outcome.SATISFIED: "诉求人认可",
    Outcome.UNREACHED: "无法回访",
    Outcome.EXPLAINED: "解释终结",
    Outcome.DECLINED: "诉求人不需回访",
}
CLOCK_NAMES: Mapping[ClockKind, str] = {
    ClockKind.REVIEW: "派单时限",
    ClockKind.SUPPLEMENT: "补充时限",
    ClockKind.SIGN: "签收时限",
    ClockKind.CONTACT: "首次联系时限",
    ClockKind.LEAD: "办理时限",
    ClockKind.CHECK: "办结审核时限",
    ClockKind.FOLLOW_UP: "回访时限",
    ClockKind.JUDGE: "研判时限",
    ClockKind.CITIZEN: "对诉求人的时限",
    ClockKind.ARCHIVE: "归档日期",
}
LIGHT_NAMES: Mapping[Light, str] = {Light.GREEN: "正常", Light.YELLOW: "临近到期", Light.RED: "已超期"}

FINAL_ORDER_STATES = frozenset({OrderState.CLOSED, OrderState.ARCHIVED, OrderState.WITHDRAWN})
