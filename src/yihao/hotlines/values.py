"""Values of 号码归并: the number as facts, the steps a caller meets, and the events of the register."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from yihao.kernel.ledger import Payload


class Mode(StrEnum):
    """归并方式 (方案 三(一)); a number kept by national or provincial order stays outside (方案 四)."""

    FULL_MERGE = "full_merge"
    DUAL_NUMBER = "dual_number"
    SUB_CENTER = "sub_center"
    RETAINED = "retained"


MODE_NAMES: Mapping[Mode, str] = {
    Mode.FULL_MERGE: "整体并入",
    Mode.DUAL_NUMBER: "双号并行",
    Mode.SUB_CENTER: "设分中心",
    Mode.RETAINED: "按规定保留",
}


class Stage(StrEnum):
    """What a number is during a period."""

    SEPARATE = "separate"
    """Not merged yet: its unit answers."""
    TRANSITION = "transition"
    MERGED = "merged"
    DUAL = "dual"
    SUB_CENTER = "sub_center"
    ABSORBED = "absorbed"
    """Answered as another number (12358 as 12315)."""
    RETAINED = "retained"
    CLOSED = "closed"


STAGE_NAMES: Mapping[Stage, str] = {
    Stage.SEPARATE: "尚未归并",
    Stage.TRANSITION: "过渡期",
    Stage.MERGED: "已整体并入",
    Stage.DUAL: "双号并行",
    Stage.SUB_CENTER: "分中心",
    Stage.ABSORBED: "并入其他号码",
    Stage.RETAINED: "按规定保留",
    Stage.CLOSED: "已停用",
}


class Then(StrEnum):
    """What follows the prompt in the transition: operators may hang up or connect; both are supported."""

    HANG_UP = "hang_up"
    CONNECT = "connect"


THEN_NAMES: Mapping[Then, str] = {Then.HANG_UP: "播放后挂断", Then.CONNECT: "播放后接入"}


class After(StrEnum):
    """What becomes of a number once its transition is over."""

    BY_LENGTH = ""
    LANDS = "lands"
    RELEASED = "released"


AFTER_NAMES: Mapping[After, str] = {
    After.BY_LENGTH: "按号码位数",
    After.LANDS: "取消号码，话务归并至热线",
    After.RELEASED: "号码由原单位自行处理，不再受理投诉",
}


class Status(StrEnum):
    """What a dialled number is at a moment."""

    OWN = "own"
    SEPARATE = "separate"
    TRANSITION = "transition"
    LANDED = "landed"
    RELEASED = "released"
    SEATS_IN = "seats_in"
    SEATS_KEPT = "seats_kept"
    SUB_CENTER = "sub_center"
    RETAINED = "retained"
    CLOSED = "closed"
    EMERGENCY = "emergency"
    UNKNOWN = "unknown"


STATUS_NAMES: Mapping[Status, str] = {
    Status.OWN: "本热线",
    Status.SEPARATE: "尚未归并，由原单位接听",
    Status.TRANSITION: "过渡期，播放提示音",
    Status.LANDED: "号码已取消，话务归并至热线",
    Status.RELEASED: "不再受理投诉，号码由原单位处理",
    Status.SEATS_IN: "双号并行，座席并入",
    Status.SEATS_KEPT: "双号并行，保留座席",
    Status.SUB_CENTER: "分中心接听",
    Status.RETAINED: "按国家或省要求保留",
    Status.CLOSED: "已停用",
    Status.EMERGENCY: "紧急号码，不归并",
    Status.UNKNOWN: "不在登记内",
}


class Do(StrEnum):
    """One thing that happens to a call."""

    PROMPT = "prompt"
    HANG_UP = "hang_up"
    MENU = "menu"
    QUEUE = "queue"
    TRANSFER = "transfer"
    SUB_CENTER = "sub_center"
    NOT_IN_SERVICE = "not_in_service"


DO_NAMES: Mapping[Do, str] = {
    Do.PROMPT: "播放提示音",
    Do.HANG_UP: "挂断",
    Do.MENU: "语音菜单",
    Do.QUEUE: "排队等候座席",
    Do.TRANSFER: "转接",
    Do.SUB_CENTER: "接入分中心",
    Do.NOT_IN_SERVICE: "不提供热线服务",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One key of a menu: to the queue of a skill, or to a target."""

    key: str
    text: str
    skill: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step that a caller meets. `text` is said word for word, `prompt` is its code (its audio is found by it)."""

    do: Do
    text: str = ""
    prompt: str = ""
    target: str = ""
    skill: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """What a dialled number does at a moment. `lands_on` is the number whose seats answer, or empty."""

    number: str
    at: datetime
    mode: str
    status: str
    steps: tuple[Step, ...]
    takes_complaints: bool
    lands_on: str
    clause: str


class SkillKind(StrEnum):
    """Kind of a queue 技能组."""

    GENERAL = "general"
    CONSULT = "consult"
    COMPLAINT = "complaint"
    ENTERPRISE = "enterprise"
    EXPERT = "expert"
    DIALECT = "dialect"
    SUB_CENTER = "sub_centre"
    KEPT = "kept"


SKILL_KIND_NAMES: Mapping[SkillKind, str] = {
    SkillKind.GENERAL: "综合",
    SkillKind.CONSULT: "咨询",
    SkillKind.COMPLAINT: "投诉举报",
    SkillKind.ENTERPRISE: "涉企专席",
    SkillKind.EXPERT: "专家座席",
    SkillKind.DIALECT: "方言专席",
    SkillKind.SUB_CENTER: "分中心",
    SkillKind.KEPT: "保留座席",
}


@dataclass(frozen=True, slots=True)
class SkillFact:
    """A queue of the call distribution. `unit` is the code of the unit whose seats answer, empty for the centre's own;
    after `overflow_after` seconds its calls also go to `overflow`."""

    code: str
    name: str
    kind: SkillKind
    unit: str = ""
    overflow: str = ""
    overflow_after: int = 0
    announces: bool = True


@dataclass(frozen=True, slots=True)
class MenuFact:
    """A voice menu: its spoken text has the prompt code `menu_<code>`."""

    code: str
    choices: tuple[Choice, ...]

    @property
    def prompt(self) -> str:
        """The code of the spoken text."""
        return f"menu_{self.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What a number is from `start` to `end`, both days included; `None` is no limit.

    The five techniques 座席并入、保留座席、系统对接、语音菜单、远端座席 are switched for each number (方案 四 第二阶段).
    """

    stage: Stage
    start: date
    end: date | None = None
    then: Then = Then.HANG_UP
    after: After = After.BY_LENGTH
    seats_in: bool = False
    seats_kept: bool = False
    system_link: bool = False
    remote_seats: bool = False
    menu: str = ""
    skill: str = ""
    kept_skill: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HotlineFact:
    """A number of the register as other rooms see it. `owner` is a unit's code; `counts_under` gathers statistics of
    several numbers, else a number counts under itself. `id` is None before it is registered."""

    number: str
    name: str
    mode: Mode
    owner: str
    id: UUID | None = None
    phase: int = 0
    seq: int | None = None
    already_merged: bool = False
    expert_seats: bool = False
    absorbed_into: str = ""
    counts_under: str = ""
    area: str = ""
    retained_by: str = ""
    legal_basis: str = ""
    note: str = ""
    periods: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberPlan:
    """All that a route rests on, for one region."""

    own_number: str
    phone_area_code: str
    timezone: str
    emergency: frozenset[str]
    transition_months: int
    hotlines: Mapping[str, HotlineFact]
    skills: Mapping[str, SkillFact]
    menus: Mapping[str, MenuFact]
    prompts: Mapping[str, str]
    successors: Mapping[str, tuple[date, str]] = field(default_factory=dict)
    """Units that end: their last day, and the unit that takes over (a temporary headquarters will dissolve)."""

    @property
    def own_skill(self) -> str:
        """The queue of the line itself: the general one."""
        return next(s.code for s in self.skills.values() if s.kind is SkillKind.GENERAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """The record without which no number is opened or re-opened (方案 三(一): 原则上不得新设, 不再恢复)."""

    document: str
    authority: str
    approved_on: date
    reason: str


@dataclass(frozen=True)
class HotlineSaved(Payload):
    """A number was registered or its row changed."""

    kind: ClassVar[str] = "hotline.saved"
    says: ClassVar[str] = "登记热线号码"
    number: str
    mode: str
    phase: int
    owner_unit_id: UUID
    absorbed_into: str


@dataclass(frozen=True)
class HotlinePlanned(Payload):
    """A number's periods were set: stage by first day."""

    kind: ClassVar[str] = "hotline.planned"
    says: ClassVar[str] = "设定号码阶段"
    number: str
    stages: Mapping[str, str]
    approval_id: UUID | None


@dataclass(frozen=True)
class HotlineFlipped(Payload):
    """A period began: the number changed by itself, on the day."""

    kind: ClassVar[str] = "hotline.flipped"
    says: ClassVar[str] = "号码自动切换"
    number: str
    before: str
    after: str
    day: date


@dataclass(frozen=True)
class ApprovalRecorded(Payload):
    """Approval to open or re-open a number was recorded."""

    kind: ClassVar[str] = "hotline.approved"
    says: ClassVar[str] = "登记号码审批"
    number: str
    approved_on: date
