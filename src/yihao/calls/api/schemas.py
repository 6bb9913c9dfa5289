"""What the HTTP of 话务 hears and says."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from yihao.orders.api.schemas import MaskedOut


class Named(Schema):
    """A code with its name."""

    code: str
    name: str


class SignOnIn(Schema):
    """Where the person sits."""

    place: str = Field(max_length=10)
    device: str = Field(default="browser", max_length=10)


class StateIn(Schema):
    """Ready, or busy for a reason; `off` is for supervisors."""

    state: str = Field(max_length=14)
    reason: str = Field(default="", max_length=20)


class HelpIn(Schema):
    """Help wanted, or no longer."""

    wanted: bool


class PartyOut(Schema):
    """Somebody who takes part in a call beside the caller."""

    leg_id: UUID
    role: str
    why: str
    mine: bool
    name: str
    unit_name: str
    up: bool
    since: datetime | None


class CallBrief(Schema):
    """A call in a few words."""

    id: UUID
    direction: str
    phase: str
    phase_name: str
    called: str
    called_name: str
    caller: MaskedOut
    hidden: bool
    skill_name: str
    arrived_at: datetime
    entered_at: datetime | None
    answered_at: datetime | None


class LiveCallOut(CallBrief):
    """The call in my seat."""

    contact_id: UUID | None
    held: bool
    my_part: str
    leading: bool
    last_rating: str
    parties: list[PartyOut]


class LastCallOut(CallBrief):
    """The call that I had last."""

    contact_id: UUID | None
    outcome_name: str
    score: str
    score_name: str


class SeatBrief(Schema):
    """A seat in a few words."""

    id: UUID
    state: str
    state_name: str
    reason: str
    reason_name: str
    since: datetime
    wrap_until: datetime | None
    place_name: str
    skills: list[str]


class MySeatOut(SeatBrief):
    """My seat, with its telephone."""

    device: str
    endpoint: str
    password: str
    registered: bool
    wish: str
    needs_help: bool
    call: LiveCallOut | None
    last_call: LastCallOut | None


class IceServerOut(Schema):
    """A STUN server, or a TURN relay with the name and password of this seat."""

    urls: str
    username: str
    credential: str


class TelephoneOut(Schema):
    """Where a browser's telephone registers."""

    ws_url: str
    domain: str
    ice_servers: list[IceServerOut]


class SeatPageOut(Schema):
    """My seat (null when I am not signed on) and what I can choose."""

    at: datetime
    """The server's time: timers on the screen follow it."""
    seat: MySeatOut | None
    telephone: TelephoneOut | None
    """Null when this installation has no telephone."""
    places: list[Named]
    devices: list[Named]
    reasons: list[Named]


class GuestSeat(Schema):
    """A seat that can be called in."""

    code: str
    name: str
    unit_name: str
    free: bool


class GuestSkill(Schema):
    """A group that can be called in."""

    code: str
    name: str
    free: int


class GuestTarget(Schema):
    """An emergency service, or another authority's line."""

    code: str
    name: str
    emergency: bool


class GuestsOut(Schema):
    """The directory of the call bar."""

    seats: list[GuestSeat]
    skills: list[GuestSkill]
    units: list[Named]
    targets: list[GuestTarget]


class ToIn(Schema):
    """Whom to call in."""

    kind: Literal["seat", "skill", "unit", "target", "number"]
    code: str = Field(default="", max_length=40)
    number: str = Field(default="", max_length=30)


class CallInIn(Schema):
    """Call somebody in: to what end, and whom."""

    why: Literal["transfer", "consult", "three_way", "emergency"]
    to: ToIn


class DismissIn(Schema):
    """Which party is to leave."""

    leg_id: UUID


class SuperviseIn(Schema):
    """How to join: only listen, speak to the seat alone, come in, take over."""

    why: Literal["listen", "whisper", "barge", "take_over"]


class CallOutIn(Schema):
    """Whom to call: a number, or the caller of a contact."""

    phone: str = Field(default="", max_length=30)
    contact_id: UUID | None = None


class SaidOut(Schema):
    """What was done, in words."""

    message: str


class FiguresOut(Schema):
    """Counts and rates of a period; a rate is null when there is nothing to divide by."""

    calls_in: int
    requested: int
    answered: int
    in_time: int
    abandoned: int
    short: int
    answer_rate: float | None
    service_level: float | None
    abandon_rate: float | None
    average_wait: float | None


class NumberFiguresOut(FiguresOut):
    """The figures of one dialled number."""

    called: str
    name: str


class WallSeatOut(SeatBrief):
    """A seat on the wallboard."""

    name: str
    unit_name: str
    needs_help: bool
    call: CallBrief | None


class WallboardOut(Schema):
    """The line now and today."""

    at: datetime
    waiting: list[CallBrief]
    longest_wait: float
    talking: int
    level_seconds: int
    """Within how many seconds an answer is in time."""
    seats: list[WallSeatOut]
    today: FiguresOut
    numbers: list[NumberFiguresOut]


class LegOut(Schema):
    """One party's part in a call, from when to when."""

    role_name: str
    name: str
    unit_name: str
    what: str
    began: datetime
    answered: datetime | None
    ended: datetime | None
    seconds: int


class RecordingOut(Schema):
    """A recording; `peaks` are the loudness of each side over the time, 0–255."""

    id: UUID
    seconds: float
    size: int
    digest: str
    peaks: list[list[int]]
    download_reasons: list[Named]
    """Empty for who may only listen."""


class CallOut(CallBrief):
    """A call, whole."""

    closed_at: datetime | None
    outcome: str
    outcome_name: str
    score: str
    score_name: str
    seat_name: str
    contact_id: UUID | None
    legs: list[LegOut]
    recording: RecordingOut | None


class CallRow(CallBrief):
    """A call in a list."""

    closed_at: datetime | None
    outcome: str
    outcome_name: str
    score_name: str
    seat_name: str
    wait_seconds: int | None
    talk_seconds: int | None


class CallsOut(Schema):
    """A page of calls, newest first."""

    rows: list[CallRow]
    next: str


class OrderCallsOut(Schema):
    """The calls of an appeal's contact."""

    rows: list[CallOut]


class DownloadIn(Schema):
    """Why a recording leaves the system."""

    reason: str = Field(max_length=20)


class SkillsIn(Schema):
    """What a person can take."""

    skills: list[str] = Field(max_length=40)
