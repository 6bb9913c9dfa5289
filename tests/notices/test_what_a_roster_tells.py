"""排班: who planned is asked, who asked is answered, whose week it is learns of it."""

from datetime import timedelta

import pytest

from tests.notices.builders import kinds, notices, told
from tests.rosters.conftest import Line, at, line, open_account
from yihao.kernel.clock import clock_at
from yihao.organisation.rosters.actions.absences import ask_absence, decide_absence
from yihao.organisation.rosters.actions.swaps import answer_swap, ask_swap, decide_swap
from yihao.organisation.rosters.values import AbsenceKind

__all__ = ["line", "open_account"]
pytestmark = pytest.mark.django_db


def test_a_published_week_reaches_those_who_are_in_it(line: Line) -> None:
    with clock_at(at(20, "09:00")):
        line.enter(line.wish("li", 23, "早班"))
        line.publish()
        told()
        [notice] = notices(line.viewer("li"))
        assert notice["kind_name"] == "排班发布" and "11月23日" in notice["sentence"]
        assert kinds(line.viewer("wang")) == kinds(line.viewer("supervisor")) == []


def test_an_absence_is_asked_of_the_planner_and_answered_to_the_person(line: Line) -> None:
    with clock_at(at(20, "09:00")):
        li, supervisor = line.viewer("li"), line.viewer("supervisor")
        absence = ask_absence(
            doer=li, kind=AbsenceKind.LEAVE, starts_at=at(25, "08:00"), ends_at=at(25, "08:00") + timedelta(days=1)
        )
        told()
        assert kinds(supervisor) == ["请假待审批"]
        assert kinds(line.viewer("leader")) == kinds(li) == []
        decide_absence(doer=supervisor, unit_id=line.centre, absence_id=absence, approve=True)
        told()
        assert kinds(li) == ["请假已批准"] and kinds(supervisor) == ["请假待审批"]


def test_a_swap_goes_from_one_to_the_other_and_back(line: Line) -> None:
    with clock_at(at(20, "09:00")):
        [duty] = line.enter(line.wish("li", 23, "早班"))
        line.publish()
        told()
        li, wang = line.viewer("li"), line.viewer("wang")
        swap = ask_swap(doer=li, duty_id=duty, to_account_id=wang.account_id)
        answer_swap(doer=wang, swap_id=swap, accept=True)
        decide_swap(doer=line.viewer("supervisor"), swap_id=swap, approve=True)
        told()
        assert kinds(wang) == ["请您换班", "换班已批准"]
        assert kinds(li) == ["排班发布", "同事同意换班", "换班已批准"]
