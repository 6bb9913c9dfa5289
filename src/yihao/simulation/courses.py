"""How an appeal fares: drawn by dice and the pack's shares, as a plan of steps, each at its instant. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from random import Random

from yihao.kernel.calendar import Calendar, Span
from yihao.simulation.values import Chance, Mix


class Step(StrEnum):
    """Something that people do to an appeal or its order."""

    OPEN = "open"
    """The call is taken."""
    HANG_UP = "hang_up"
    """The call is over, whoever answered it or did not."""
    PUBLISH = "publish"
    """A week of duties of the centre is entered and published."""
    SIGN_ON = "sign_on"
    """Somebody of the centre comes to a seat."""
    SIGN_OFF = "sign_off"
    CALL_IN_VAIN = "call_in_vain"
    """A missed caller is called back and does not answer."""
    CALL_BACK = "call_back"
    """A missed caller is called back and says what it was about."""
    FILE = "file"
    """The citizen files it in the portal."""
    TAKE = "take"
    """The agent ends it: answered, refused, transferred, or an order."""
    ABANDON = "abandon"
    SEND_BACK = "send_back"
    COMPLETE = "complete"
    """The agent adds what was missing."""
    DISPATCH = "dispatch"
    SIGN = "sign"
    ADD = "add"
    """The citizen adds something."""
    URGE = "urge"
    MISS = "miss"
    """The unit does not reach the citizen."""
    CONTACT = "contact"
    REPLY = "reply"
    FAIL_CHECK = "fail_check"
    PASS_CHECK = "pass_check"
    VISIT_WELL = "visit_well"
    VISIT_BADLY = "visit_badly"
    DECLINE = "decline"
    RING_IN_VAIN = "ring_in_vain"
    RATE_WELL = "rate_well"
    REDO = "redo"
    EXPLAIN = "explain"
    WITHDRAW = "withdraw"


class End(StrEnum):
    """What the agent makes of an appeal."""

    ANSWER = "answer"
    REFUSE = "refuse"
    TRANSFER = "transfer"
    ABANDON = "abandon"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the limits of an order's class want it to be."""

    quick: bool
    """Minutes and hours, day and night (水电气热); else working days."""
    handle: float
    """Hours, or working days."""


@dataclass(frozen=True, slots=True)
class Course:
    """The plan of one appeal."""

    channel: str
    appeal_type: str
    class_code: str
    end: End
    confidential: bool
    anonymous: bool
    to_county: bool
    """Instead of the city's unit that the catalogue names."""
    to_town: bool
    copied: bool
    steps: tuple[tuple[Step, datetime], ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """How the call of an appeal went, as the line played it."""

    taken: datetime | None
    """When the seat that answered began to ring; None when nobody answered."""
    spoken: datetime
    """When the person's part in it ended."""
    closed: datetime
    empty: bool
    """No appeal comes of it."""
    missed: bool
    """To be called back."""


Matter = Callable[[str], tuple[str, Pace]]
"""A class for an appeal of a type, and its pace."""
PHONE, PORTAL = "phone", "portal"
REPORT = "report"
_TYPES_OF_QUESTION = ("consult",)


def channel(dice: Random, mix: Mix) -> str:
    """How somebody turns to the line."""
    return _drawn(dice, mix.channels)


def course(
    dice: Random,
    mix: Mix,
    begins: datetime,
    channel: str,
    *,
    matter: Matter,
    calendar: Calendar,
    talk: Talk | None = None,
    ordered: bool | None = None,
) -> Course:
    """The course of an appeal that begins then; of one that becomes an order, or that does not, where that is given.
    Without a `talk` a call is answered at once."""
    while True:
        kind = _drawn(dice, mix.types)
        end = End.ABANDON if talk is not None and talk.empty else _end(dice, mix, kind)
        if ordered is None or ordered == (end is End.ORDER):
            break
    class_code, pace = matter(kind)
    steps = _Steps(dice, mix, calendar, pace, begins.astimezone(calendar.zone))
    steps.plan(channel, kind, end, talk)
    return Course(
        channel=channel,
        appeal_type=kind,
        class_code=class_code,
        end=end,
        confidential=steps.happens(Chance.CONFIDENTIAL),
        anonymous=kind == REPORT and steps.happens(Chance.ANONYMOUS),
        to_county=steps.happens(Chance.CITY_TO_COUNTY),
        to_town=steps.happens(Chance.COUNTY_TO_TOWN),
        copied=steps.happens(Chance.COPIED),
        steps=tuple(sorted(steps.found, key=lambda s: s[1])),
    )


def _drawn(dice: Random, shares: Mapping[str, float]) -> str:
    return dice.choices(list(shares), list(shares.values()))[0]


def _end(dice: Random, mix: Mix, kind: str) -> End:
    if dice.random() < mix.answered.get(kind, 0.0):
        return End.ANSWER
    found = dice.random()
    if kind in _TYPES_OF_QUESTION or found >= mix.chance(Chance.REFUSED) + mix.chance(Chance.TRANSFERRED):
        return End.ORDER
    return End.REFUSE if found < mix.chance(Chance.REFUSED) else End.TRANSFER


_OFFICE = (time(8, 30), time(17, 30))
_CENTRE = (time(8, 0), time(21, 0))
_VISITING = (time(9, 0), time(19, 45))
_ANY = (time(6, 30), time(23, 30))


@dataclass
class _Steps:
    """The steps so far, and the instant of the last."""

    dice: Random
    mix: Mix
    calendar: Calendar
    pace: Pace
    at: datetime
    found: list[tuple[Step, datetime]] = field(default_factory=list)

    def happens(self, chance: Chance) -> bool:
        return self.dice.random() < self.mix.chance(chance)

    def plan(self, channel: str, kind: str, end: End, talk: Talk | None) -> None:
        """All of it."""
        if channel == PHONE and talk is None:
            self._note(Step.OPEN)
            self.at += timedelta(seconds=self.dice.triangular(*self.mix.talks.long))
        elif channel == PHONE and talk is not None and not self._spoken(talk, end):
            return
        elif channel == PORTAL:
            self._note(Step.FILE)
            self._later(4, 120, _ANY)
        self._note(Step.TAKE)
        if end is End.ORDER:
            self._order(kind, channel == PORTAL)

    def _spoken(self, talk: Talk, end: End) -> bool:
        """The call; whether anything comes of it."""
        self.found.append((Step.HANG_UP, talk.closed))
        if talk.taken is None:
            self.at = talk.closed.astimezone(self.calendar.zone)
            return talk.missed and self._called_back(talk)
        self.found.append((Step.OPEN, talk.taken))
        self.at = talk.spoken.astimezone(self.calendar.zone) + timedelta(seconds=self.dice.uniform(4, 45))
        if end is End.ABANDON:
            self._note(Step.ABANDON)
        return end is not End.ABANDON

    def _called_back(self, talk: Talk) -> bool:
        """Within the two hours that are promised, mostly; nobody is called at night."""
        if self.happens(Chance.UNREACHED):
            self._step(Step.CALL_IN_VAIN, 15, 60, _ANY)
        self._step(Step.CALL_BACK, 15, 100, _ANY)
        self.at += timedelta(seconds=self.dice.triangular(*self.mix.talks.long))
        return not talk.empty

    def _order(self, kind: str, typed: bool) -> None:
        if self.happens(Chance.SENT_BACK):
            self._step(Step.SEND_BACK, 5, 25)
            self._step(Step.COMPLETE, 8, 60)
        self._step(Step.DISPATCH, 2, 20 if self.pace.quick else 60)
        dispatched = self.at
        self._sign()
        if self.happens(Chance.WITHDRAWN) and kind != REPORT:
            self._step(Step.WITHDRAW, 60, 2000, _ANY)
            return
        self._round(dispatched, 1.0)
        self._between(dispatched)
        self._after_reply(typed)

    def _sign(self) -> None:
        late = self.happens(Chance.LATE_SIGN)
        if self.pace.quick:
            self._note(Step.SIGN, self._minutes(31, 90) if late else self._minutes(1, 25))
        elif late:
            self.at = self._working(self.at, self.dice.uniform(1.05, 2.2))
            self._note(Step.SIGN)
        else:
            self._step(Step.SIGN, 4, 400, _OFFICE)

    def _round(self, since: datetime, share: float) -> None:
        """The unit's work within a share of the limit, with the check of its reply."""
        late = self.happens(Chance.LATE_REPLY)
        part = share * (self.dice.uniform(1.02, 1.9) if late else self.dice.triangular(0.12, 0.97, 0.6))
        replied = self._replied(since, part * self.pace.handle)
        if self.happens(Chance.UNREACHED):
            self._towards(Step.MISS, replied, 0.3)
        self._towards(Step.CONTACT, replied, 0.6)
        self.at = max(self.at, replied)
        self._note(Step.REPLY)
        if self.happens(Chance.DEFECTIVE):
            self._step(Step.FAIL_CHECK, 15, 400, _CENTRE)
            self._step(Step.REPLY, 60, 1500, _ANY if self.pace.quick else _OFFICE)
        self._step(Step.PASS_CHECK, 10, 500, _CENTRE)

    def _replied(self, since: datetime, amount: float) -> datetime:
        if self.pace.quick:
            return max(self.at + timedelta(minutes=20), since + timedelta(hours=amount))
        return max(self.at + timedelta(minutes=30), self._working(since, amount))

    def _towards(self, step: Step, until: datetime, most: float) -> None:
        """Some time before an instant, while somebody works."""
        at = self.at + (until - self.at) * self.dice.uniform(0.05, most)
        moved = at if self.pace.quick else self._within(at, *_OFFICE, working=True)
        self.at = max(self.at, min(moved, until - timedelta(minutes=5)))
        self._note(step)

    def _between(self, dispatched: datetime) -> None:
        """What the citizen adds or asks for while the unit works; nothing moves by it."""
        replied = next(at for step, at in self.found if step is Step.REPLY)
        for chance, step in ((Chance.SUPPLEMENTED, Step.ADD), (Chance.URGED, Step.URGE)):
            if self.happens(chance):
                at = dispatched + (replied - dispatched) * self.dice.uniform(0.2, 0.95)
                self.found.append((step, min(self._within(at, *_ANY), replied)))

    def _after_reply(self, typed: bool) -> None:
        if typed and self.happens(Chance.RATED):
            self._step(Step.RATE_WELL, 10, 600, _ANY)
        elif self.happens(Chance.SILENT):
            for _ in range(5):
                self._step(Step.RING_IN_VAIN, 200, 1200, _VISITING)
        elif self.happens(Chance.DECLINED):
            self._step(Step.DECLINE, 60, 2500, _VISITING)
        elif self.happens(Chance.DISSATISFIED):
            self._step(Step.VISIT_BADLY, 60, 2200, _VISITING)
            self._judged()
        else:
            self._step(Step.VISIT_WELL, 60, 2600, _VISITING)

    def _judged(self) -> None:
        if self.happens(Chance.REDONE):
            self._redone()
            if not self.happens(Chance.AGAIN):
                self._step(Step.VISIT_WELL, 60, 2200, _VISITING)
                return
            self._step(Step.VISIT_BADLY, 60, 2200, _VISITING)
        self._step(Step.EXPLAIN, 60, 900, _CENTRE)

    def _redone(self) -> None:
        self._step(Step.REDO, 40, 500, _CENTRE)
        self._round(self.at, 0.5)

    def _step(self, step: Step, least: float, most: float, hours: tuple[time, time] = (time.min, time.max)) -> None:
        self._later(least, most, hours)
        self._note(step)

    def _later(self, least: float, most: float, hours: tuple[time, time]) -> None:
        self.at = self._within(self.at + self._minutes(least, most), *hours, working=hours is _OFFICE)

    def _note(self, step: Step, after: timedelta = timedelta()) -> None:
        self.at += after
        self.found.append((step, self.at))

    def _minutes(self, least: float, most: float) -> timedelta:
        return timedelta(minutes=self.dice.triangular(least, most, least))

    def _within(self, at: datetime, opens: time, closes: time, working: bool = False) -> datetime:
        """The instant itself, or some time in the next morning on which anybody works."""
        day = at.date()
        if opens <= at.time() <= closes and not (working and not self.calendar.is_working(day)):
            return at
        if at.time() > closes:
            day += timedelta(days=1)
        while working and not self.calendar.is_working(day):
            day += timedelta(days=1)
        morning = datetime.combine(day, opens, self.calendar.zone)
        return max(at, morning + timedelta(seconds=self.dice.triangular(60, 9000, 900)))

    def _working(self, since: datetime, days: float) -> datetime:
        """So many working days later, in working hours."""
        minutes = max(1, round(days * self.calendar.day_minutes))
        return self.calendar.due(since, Span(minutes, True)).at.astimezone(self.calendar.zone)
