"""Seats 座席: a person at a telephone, for as long as the person is signed on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from yihao.kernel.ledger import Payload
from yihao.organisation.rosters.values import Place


class SeatState(StrEnum):
    """What a seat is doing."""

    READY = "ready"
    BUSY = "busy"
    OFFERED = "offered"
    TALKING = "talking"
    WRAP_UP = "wrap_up"
    NOT_ANSWERING = "not_answering"
    OFF = "off"


SEAT_STATE_NAMES: Mapping[SeatState, str] = {
    SeatState.READY: "空闲",
    SeatState.BUSY: "示忙",
    SeatState.OFFERED: "振铃",
    SeatState.TALKING: "通话",
    SeatState.WRAP_UP: "话后整理",
    SeatState.NOT_ANSWERING: "未应答",
    SeatState.OFF: "签退",
}
CHOSEN = frozenset({SeatState.READY, SeatState.BUSY})
"""States that a person chooses; the others come about by calls."""
ENGAGED = frozenset({SeatState.OFFERED, SeatState.TALKING})


PLACE_NAMES: Mapping[Place, str] = {Place.CENTRE: "中心座席", Place.REMOTE: "远端座席", Place.ON_SITE: "驻场座席"}


class Device(StrEnum):
    """At what telephone: the browser's own, or a SIP telephone on the table."""

    BROWSER = "browser"
    PHONE = "phone"


DEVICE_NAMES: Mapping[Device, str] = {Device.BROWSER: "浏览器话机", Device.PHONE: "SIP 话机"}


class BusyReason(StrEnum):
    """Why a seat takes no calls."""

    REST = "rest"
    MEAL = "meal"
    TRAINING = "training"
    PAPERWORK = "paperwork"
    CALLING_BACK = "calling_back"
    HELP = "help"


BUSY_NAMES: Mapping[BusyReason, str] = {
    BusyReason.REST: "小休",
    BusyReason.MEAL: "就餐",
    BusyReason.TRAINING: "培训",
    BusyReason.PAPERWORK: "整理工单",
    BusyReason.CALLING_BACK: "外呼回拨",
    BusyReason.HELP: "现场协助",
}


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat that is signed on, as the distribution of calls sees it."""

    id: UUID
    account_id: UUID
    unit_id: UUID
    endpoint: str
    skills: frozenset[str]
    idle_since: datetime


@dataclass(frozen=True, slots=True)
class SeatMove:
    """A change of a seat's state that a step of a call brings with it. `call_id` None frees the seat."""

    seat_id: UUID
    state: SeatState
    call_id: UUID | None


@dataclass(frozen=True)
class SeatSignedOn(Payload):
    """A person signed on at a telephone."""

    kind: ClassVar[str] = "seat.signed_on"
    says: ClassVar[str] = "座席签入"
    account_id: UUID
    unit_id: UUID
    place: str
    skills: tuple[str, ...]


@dataclass(frozen=True)
class SeatChanged(Payload):
    """A seat's state changed; `reason` for being busy, or by whom it was forced."""

    kind: ClassVar[str] = "seat.changed"
    says: ClassVar[str] = "座席状态"
    account_id: UUID
    state: str
    reason: str
    forced: bool


@dataclass(frozen=True)
class HelpAsked(Payload):
    """A seat asks its supervisor for help, or no longer."""

    kind: ClassVar[str] = "seat.help"
    says: ClassVar[str] = "座席求助"
    account_id: UUID
    wanted: bool


@dataclass(frozen=True)
class SkillsSet(Payload):
    """The skills of a person were set."""

    kind: ClassVar[str] = "seat.skills_set"
    says: ClassVar[str] = "设置座席技能"
    account_id: UUID
    skills: tuple[str, ...]
