"""A duty that can't be is refused with the person, the day and the reason; nothing of what was asked with it stays."""

from datetime import date

import pytest

from tests.organisation.ledger import events
from tests.rosters.conftest import BY, Line, at
from yihao.kernel.problems import Forbidden, Invalid
from yihao.organisation import actions
from yihao.organisation.models import Grant
from yihao.organisation.rosters.actions.absences import enter_absence
from yihao.organisation.rosters.actions.duties import enter_duties, take_out
from yihao.organisation.rosters.models import Duty
from yihao.organisation.rosters.values import AbsenceKind


def test_a_duty_is_kept_with_its_instants_and_told(line: Line) -> None:
    (duty_id,) = line.enter(line.wish("li", 25, "夜班"))
    duty = Duty.objects.get(id=duty_id)
    assert (duty.starts_at, duty.ends_at) == (at(25, "23:00"), at(26, "07:00"))
    assert duty.breaks == [["2026-11-25T19:00:00+00:00", "2026-11-25T19:30:00+00:00"]]
    (kind, payload), = events(duty_id)  # fmt: skip
    assert kind == "duty.entered"
    assert (payload["day"], payload["skills"], payload["place"]) == ("2026-11-25", ["general"], "centre")


def test_the_same_time_twice_is_refused(line: Line) -> None:
    line.enter(line.wish("li", 25, "早班"))
    with pytest.raises(Invalid, match="员工li 11月25日：同一时间已有班次"):
        line.enter(line.wish("li", 25, "早班"))


def test_between_two_duties_there_is_rest(line: Line) -> None:
    line.enter(line.wish("li", 25, "晚班"))
    with pytest.raises(Invalid, match="只隔 8 小时，应至少休息 11 小时"):
        line.enter(line.wish("li", 26, "早班"))
    line.enter(line.wish("li", 26, "晚班"))


def test_all_or_none(line: Line) -> None:
    with pytest.raises(Invalid, match="员工li"):
        line.enter(line.wish("wang", 25, "早班"), line.wish("li", 25, "早班"), line.wish("li", 25, "晚班"))
    assert not Duty.objects.exists()


def test_a_week_is_not_longer_than_set(line: Line) -> None:
    for day in range(23, 29):
        line.enter(line.wish("li", day, "早班"))
    with pytest.raises(Invalid, match="本周累计 56 小时，超过每周上限 48 小时"):
        line.enter(line.wish("li", 29, "早班"))


def test_who_is_away_has_no_duty(line: Line) -> None:
    enter_absence(
        doer=line.viewer("supervisor"), unit_id=line.centre, account_id=line.accounts["li"], kind=AbsenceKind.SICK,
        starts_at=at(25, "14:00"), ends_at=at(26, "14:00"),
    )  # fmt: skip
    with pytest.raises(Invalid, match="当班时间内已请假"):
        line.enter(line.wish("li", 25, "早班"))


def test_whose_post_ended_has_no_duty(line: Line) -> None:
    held = Grant.objects.get(account_id=line.accounts["li"])
    actions.end_grant(by=BY, grant_id=held.id, valid_to=date(2026, 11, 24))
    line.enter(line.wish("li", 24, "早班"))
    with pytest.raises(Invalid, match="当天在本单位没有话务岗位"):
        line.enter(line.wish("li", 25, "晚班"))


def test_somebody_of_another_unit_is_not_ours(line: Line) -> None:
    with pytest.raises(Invalid, match="员工qian 11月25日：当天在本单位没有话务岗位"):
        line.enter(line.wish("qian", 25, "早班"))


def test_a_department_enters_its_own_duties_and_no_others(line: Line) -> None:
    leader = line.viewer("leader")
    enter_duties(doer=leader, unit_id=line.department, wishes=[line.wish("qian", 25, "早班", "kept_law")])
    with pytest.raises(Forbidden, match="您不能为“ZX 单位”排班"):
        enter_duties(doer=leader, unit_id=line.centre, wishes=[line.wish("li", 25, "早班")])
    with pytest.raises(Forbidden):
        enter_duties(doer=line.viewer("li"), unit_id=line.centre, wishes=[line.wish("li", 25, "早班")])


def test_a_duty_taken_out_is_gone_and_told(line: Line) -> None:
    (duty_id,) = line.enter(line.wish("li", 25, "早班"))
    take_out(doer=line.viewer("supervisor"), duty_id=duty_id)
    assert not Duty.objects.exists()
    assert [kind for kind, _ in events(duty_id)] == ["duty.entered", "duty.taken_out"]
    line.enter(line.wish("li", 25, "早班"))
