"""请假: the person asks, the planner decides; what kind it is stays out of the ledger."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from tests.organisation.ledger import events
from tests.rosters.conftest import MONDAY, Line, at
from yihao.kernel.clock import clock_at
from yihao.kernel.problems import Forbidden, Invalid, NotFound, WrongState
from yihao.organisation.rosters import queries
from yihao.organisation.rosters.actions.absences import ask_absence, decide_absence, enter_absence, withdraw_absence
from yihao.organisation.rosters.values import AbsenceKind


@pytest.fixture(autouse=True)
def _sunday_before() -> Iterator[None]:
    with clock_at(at(22, "12:00")):
        yield


def ask(line: Line, who: str = "li", kind: AbsenceKind = AbsenceKind.SICK) -> UUID:
    return ask_absence(doer=line.viewer(who), kind=kind, starts_at=at(25, "00:00"), ends_at=at(26, "00:00"))


def decide(line: Line, absence: UUID, approve: bool, reason: str = "", who: str = "supervisor") -> None:
    decide_absence(doer=line.viewer(who), unit_id=line.centre, absence_id=absence, approve=approve, reason=reason)


def test_asked_and_approved(line: Line) -> None:
    absence = ask(line)
    decide(line, absence, True)
    told = events(absence)
    assert [(k, p.get("state")) for k, p in told] == [("absence.asked", None), ("absence.moved", "approved")]
    assert "sick" not in str(told)


def test_a_refusal_has_a_reason(line: Line) -> None:
    absence = ask(line)
    with pytest.raises(Invalid, match="理由"):
        decide(line, absence, False)
    decide(line, absence, False, "当天人手不足")
    span = queries.week_span("990002", MONDAY)
    (shown,) = queries.absences("990002", span, accounts=[line.accounts["li"]])
    assert (shown["state"], shown["reason"]) == ("refused", "当天人手不足")
    with pytest.raises(WrongState):
        decide(line, absence, True)


def test_twice_at_the_same_time_is_refused(line: Line) -> None:
    ask(line)
    with pytest.raises(Invalid, match="这段时间已有请假"):
        ask(line)


def test_nobody_decides_about_the_own_absence(line: Line) -> None:
    with pytest.raises(Forbidden, match="自己的请假"):
        decide(line, ask(line, "supervisor"), True)


def test_another_units_planner_does_not_see_it(line: Line) -> None:
    absence = ask(line)
    with pytest.raises(NotFound):
        decide_absence(doer=line.viewer("leader"), unit_id=line.department, absence_id=absence, approve=True)


def test_a_withdrawn_absence_no_longer_counts(line: Line) -> None:
    absence = enter_absence(
        doer=line.viewer("supervisor"), unit_id=line.centre, account_id=line.accounts["li"], kind=AbsenceKind.LEAVE,
        starts_at=at(25, "00:00"), ends_at=at(26, "00:00"),
    )  # fmt: skip
    with pytest.raises(Invalid, match="已请假"):
        line.enter(line.wish("li", 25, "早班"))
    with pytest.raises(NotFound):
        withdraw_absence(doer=line.viewer("wang"), absence_id=absence)
    withdraw_absence(doer=line.viewer("li"), absence_id=absence)
    line.enter(line.wish("li", 25, "早班"))


@pytest.mark.parametrize(("starts", "ends", "says"), [((25, "10:00"), (25, "09:00"), "晚于"), ((20, "00:00"), (21, "00:00"), "过去")])
def test_times_that_cannot_be(line: Line, starts: tuple[int, str], ends: tuple[int, str], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        ask_absence(doer=line.viewer("li"), kind=AbsenceKind.LEAVE, starts_at=at(*starts), ends_at=at(*ends))
