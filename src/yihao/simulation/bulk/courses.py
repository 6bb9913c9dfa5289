"""How an appeal fares: drawn by dice, as a plan of steps, each so long after the one before. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from random import Random

_HOURS = (1, 1, 0, 0, 0, 1, 3, 6, 16, 20, 18, 13, 8, 9, 15, 17, 15, 11, 7, 6, 6, 5, 4, 2)
"""How much comes in each hour of the day."""
_WEEK = (112, 106, 104, 102, 104, 82, 72)
"""How much comes on each day of the week, from Monday."""


class Step(StrEnum):
    """Something that people do to an order."""

    SEND_BACK = "send_back"
    SUPPLEMENT = "supplement"
    DISPATCH = "dispatch"
    SIGN = "sign"
    CONTACT = "contact"
    REPLY = "reply"
    FAIL_CHECK = "fail_check"
    PASS_CHECK = "pass_check"
    VISIT_WELL = "visit_well"
    VISIT_BADLY = "visit_badly"
    RING_IN_VAIN = "ring_in_vain"
    REDO = "redo"
    EXPLAIN = "explain"
    WITHDRAW = "withdraw"


class Way(StrEnum):
    """How an appeal comes, and whether it needs a department."""

    ANSWERED = "answered"
    PHONE = "phone"
    PORTAL = "portal"
    VISIT = "visit"


class Lead(StrEnum):
    """Who gets the order."""

    COUNTY = "county"
    TOWN = "town"
    CITY = "city"


@dataclass(frozen=True, slots=True)
class Course:
    """The plan of one life."""

    way: Way
    begins: timedelta
    """After Monday, midnight."""
    appeal_type: str
    confidential: bool
    lead: Lead
    copied: bool
    steps: tuple[tuple[Step, timedelta], ...]
    """Each with the time since the one before."""


def course(dice: Random, number: int, *, answered: bool) -> Course:
    """The course of life `number`: lives with subsequent numbers fill the week evenly."""
    day = dice.choices(range(7), _WEEK)[0]
    begins = timedelta(days=day, hours=dice.choices(range(24), _HOURS)[0], seconds=dice.uniform(0, 3600))
    lead = dice.choices(list(Lead), (60, 25, 15))[0]
    if answered:
        kind = dice.choices(("consult", "help", "suggestion", "complaint"), (88, 6, 3, 3))[0]
        return Course(Way.ANSWERED, begins, kind, False, lead, False, ())
    way = dice.choices((Way.PHONE, Way.PORTAL, Way.VISIT), (89, 9, 2))[0]
    kind = dice.choices(("complaint", "report", "consult", "suggestion", "help"), (76, 12, 6, 3, 3))[0]
    return Course(way, begins, kind, dice.random() < 0.03, lead, dice.random() < 0.15, tuple(_steps(dice, kind)))


def _steps(dice: Random, kind: str) -> Sequence[tuple[Step, timedelta]]:
    steps: list[tuple[Step, timedelta]] = []
    if dice.random() < 0.03:
        steps += [(Step.SEND_BACK, _minutes(dice, 5, 30)), (Step.SUPPLEMENT, _minutes(dice, 20, 300))]
    steps.append((Step.DISPATCH, _minutes(dice, 3, 90)))
    steps.append((Step.SIGN, _minutes(dice, 20, 1300 if dice.random() < 0.95 else 3000)))
    if dice.random() < 0.02 and kind != "report":
        return [*steps, (Step.WITHDRAW, _minutes(dice, 60, 2000))]
    steps += _round(dice, longest=4.5 if dice.random() < 0.93 else 9)
    fate = dice.random()
    if fate < 0.07:
        steps += [(Step.RING_IN_VAIN, _minutes(dice, 100, 900)) for _ in range(5)]
    elif fate < 0.15:
        steps.append((Step.VISIT_BADLY, _minutes(dice, 60, 2000)))
        if dice.random() < 0.4:
            steps.append((Step.EXPLAIN, _minutes(dice, 200, 2000)))
        else:
            steps += [(Step.REDO, _minutes(dice, 100, 1500)), *_round(dice, longest=3)]
            steps.append((Step.VISIT_WELL, _minutes(dice, 60, 2000)))
    else:
        steps.append((Step.VISIT_WELL, _minutes(dice, 60, 2500)))
    return steps


def _round(dice: Random, longest: float) -> list[tuple[Step, timedelta]]:
    """The unit's work of one round, with the centre's check."""
    days = timedelta(days=dice.triangular(0.2, longest, 2))
    done = [(Step.CONTACT, _minutes(dice, 30, 1300)), (Step.REPLY, days)]
    if dice.random() < 0.06:
        done += [(Step.FAIL_CHECK, _minutes(dice, 30, 900)), (Step.REPLY, _minutes(dice, 60, 1500))]
    return [*done, (Step.PASS_CHECK, _minutes(dice, 20, 1000))]


def _minutes(dice: Random, least: float, most: float) -> timedelta:
    return timedelta(minutes=dice.triangular(least, most, least))
