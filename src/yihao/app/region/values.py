"""What a region pack 区域包 says, row by row, and the mistakes found in one.

A period includes `valid_from` and excludes `valid_to`; `None` is no limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from yihao.calls.values.policy import CallPolicy
from yihao.centre.values import Phase, TaskKind
from yihao.hotlines.values import Approval, HotlineFact, MenuFact, SkillFact
from yihao.notices.values import NoticePolicy
from yihao.orders.exports.values import Settings as Exports
from yihao.simulation.texts.values import Texts
from yihao.simulation.values import Mix

AT_COUNTY = "@county"
"""Stands in the catalogue for the government or committee of the place's county or zone 属地县级."""
AT_TOWN = "@town"
"""Stands in the catalogue for the township or street office of the place 属地乡镇街道."""


class AreaLevel(StrEnum):
    """Level of a place 区划层级; a zone 功能区 ranks with counties."""

    CITY = "city"
    COUNTY = "county"
    ZONE = "zone"
    TOWN = "town"


class UnitType(StrEnum):
    """Kind of a handling unit 承办单位; the plan's annex needs all of them."""

    GOVERNMENT = "GOVERNMENT"
    GOV_DEPT = "GOV_DEPT"
    COUNTY = "COUNTY"
    TOWN = "TOWN"
    PEOPLE_ORG = "PEOPLE_ORG"
    PUBLIC_ENTERPRISE = "PUBLIC_ENTERPRISE"
    VERTICAL = "VERTICAL"
    TEMP_HQ = "TEMP_HQ"
    CENTER = "CENTER"


class TimeUnit(StrEnum):
    """Unit of a time limit; minutes and hours are natural time, holiday or not."""

    MINUTE = "minute"
    HOUR = "hour"
    WORKING_DAY = "working_day"


class TransferKind(StrEnum):
    """Where a call is passed on to: an emergency number, or another line."""

    EMERGENCY = "emergency"
    ELSEWHERE = "elsewhere"


class DayKind(StrEnum):
    """What a local change of the calendar makes of a day."""

    WORK = "work"
    REST = "rest"


class Recipient(StrEnum):
    """Who gets a message."""

    CITIZEN = "citizen"
    UNIT = "unit"


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """A mistake in a pack. `row` counts from 1 with the header as row 1; 0 is the file as a whole."""

    file: str
    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineName:
    """A name of the hotline with its period (方案 三(一) 更名)."""

    name: str
    short_name: str
    valid_from: date | None
    valid_to: date | None
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Working hours 工作时段 of one half of a working day."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The city's parameters; the origin of each stands beside it in `region.toml`."""

    review_minutes: int
    supplement_minutes: int
    follow_up_working_days: int
    redo_factor: float
    redo_min_working_days: int
    redo_max: int
    redo_review_working_days: int
    check_working_days: int
    yellow_fraction: float
    remind_red: str
    archive_days: int
    reopen_days: int
    visit_attempts: int
    visit_attempt_days: int
    visit_hours: Window
    backdate_days: int
    return_working_days: int
    return_urgent_minutes: int
    dispute_working_days: int
    assist_earlier_working_days: int
    extension_max: int
    suspend_max_days: int
    merge_transition_months: int
    number_test_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The city itself, `region.toml`. `hours` are in order and do not overlap."""

    code: str
    name: str
    short_name: str
    timezone: str
    number: str
    phone_area_code: str
    names: tuple[LineName, ...]
    hours: tuple[Window, ...]
    government: str
    governing_office: str
    centre: str
    plan: Approval
    phases: tuple[Phase, ...]
    policy: Policy
    calls: CallPolicy
    notices: NoticePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A place 行政区划或功能区, `areas.csv`."""

    code: str
    name: str
    parent: str
    level: AreaLevel
    old_names: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """A village or community 村(社区), `villages.csv`; `parent` is its township."""

    code: str
    name: str
    parent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit 机构, `units.csv`. `successor` takes over 承接单位 when it ends."""

    code: str
    name: str
    short_name: str
    parent: str
    type: UnitType
    tier: int
    area: str
    handles: bool
    duty_phone: str
    valid_from: date | None
    valid_to: date | None
    successor: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealClass:
    """A class of appeals 诉求分类, `classes.csv`. A leaf has a default unit, a limit key and keywords."""

    code: str
    name: str
    parent: str
    level: int
    default_unit: str
    limit: str
    keywords: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRule:
    """A row of the dispatch catalogue 派单目录, `catalogue.csv` (国办函〔2025〕66号(五)).

    `class_code` is the column `class`; an empty `area` is anywhere; `lead` and `copies` hold unit codes or
    `AT_COUNTY`, `AT_TOWN`.
    """

    class_code: str
    area: str
    lead: str
    copies: tuple[str, ...]
    basis: str
    valid_from: date | None
    valid_to: date | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """An amount of time, as 5 working days or 30 minutes."""

    amount: int
    unit: TimeUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Time limits 时限 to sign 签收, to contact the citizen first 先行联系 and to handle 办理, `limits.csv`."""

    key: str
    name: str
    urgency: str
    appeal_type: str
    sign: Span
    contact: Span
    handle: Span
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A ground of not accepting 不予受理情形, `refusals.csv`: what the agent says and the right channel."""

    code: str
    name: str
    reason: str
    channel: str
    channel_contact: str
    basis: str
    never_for_safety: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A number calls are passed on to, `transfers.csv`; an empty `number` is not known yet.

    `words` in a caller's account point to it; a person decides.
    """

    code: str
    name: str
    number: str
    kind: TransferKind
    words: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """A local change on top of the national calendar, `calendar.csv`."""

    day: date
    kind: DayKind
    name: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A text message with {placeholders}, `messages.toml`; the key names the occasion."""

    key: str
    to: Recipient
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyItem:
    """One paragraph of the privacy notice (个人信息保护法 17)."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What the portal says before an appeal is filed; `hints` by field."""

    title: str
    emergency: str
    accepted: tuple[str, ...]
    not_accepted: tuple[str, ...]
    second_look: str
    hints: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """Texts of the citizens' portal, `portal.toml`; `pages` is page → text by key (always `title`, `help`)."""

    version: str
    status: str
    privacy_title: str
    privacy: tuple[PrivacyItem, ...]
    filing: Filing
    pages: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftHours:
    """From a time of day to another; over midnight where the second is the earlier one."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A shift 班次 to begin with; afterwards it is the planners' to change."""

    name: str
    hours: ShiftHours
    breaks: tuple[ShiftHours, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A queue that must be staffed day and night (方案 二(一)); `share` of the daily calls until there is a history."""

    skill: str
    unit: str
    least: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """Rosters 排班, `staffing.toml`."""

    rest_minutes: int
    longest_minutes: int
    week_minutes: int
    answered: float
    within_seconds: int
    handle_seconds: int
    daily_calls: int
    queues: tuple[Queue, ...]
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A region pack without mistakes."""

    region: Region
    areas: tuple[Area, ...]
    villages: tuple[Village, ...]
    units: tuple[Unit, ...]
    classes: tuple[AppealClass, ...]
    catalogue: tuple[CatalogueRule, ...]
    limits: tuple[Limit, ...]
    refusals: tuple[Refusal, ...]
    transfers: tuple[Transfer, ...]
    hotlines: tuple[HotlineFact, ...]
    skills: tuple[SkillFact, ...]
    menus: tuple[MenuFact, ...]
    merge_tasks: tuple[TaskKind, ...]
    calendar: tuple[CalendarDay, ...]
    messages: tuple[Message, ...]
    prompts: Mapping[str, str]
    portal: Portal
    staffing: Staffing
    exports: Exports
    texts: Texts | None
    mix: Mix | None
