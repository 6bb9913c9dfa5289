"""The history is what the calls say once there are enough days of them; and being signed on is what the seats say."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from tests.rosters.conftest import MONDAY, Line, at, line, open_account  # noqa: F401
from yihao.calls.models import Call, Seat
from yihao.calls.staffing import queries
from yihao.calls.staffing.values import Source
from yihao.kernel.clock import clock_at
from yihao.kernel.ids import new_id

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = date(2026, 8, 3)


def called(region: str, moment: datetime, skill: str = "general", talk: int = 0) -> Call:
    answered = moment + timedelta(seconds=10) if talk else None
    key = new_id()
    return Call(
        id=key, region=region, engine="test", channel=str(key), direction="in", called="12345", route={}, home=skill,
        phase="closed", skill=skill, arrived_at=moment, entered_at=moment, answered_at=answered,
        closed_at=answered + timedelta(seconds=talk) if answered else None,
    )  # fmt: skip


def moment(day: int, clock: str) -> datetime:
    return datetime.combine(FIRST + timedelta(days=day), time.fromisoformat(clock), ZONE)


@pytest.mark.parametrize(("days", "source"), [(28, Source.CALLS), (27, Source.SYNTHETIC)])
def test_real_calls_are_taken_where_there_are_four_weeks_of_them(region: str, days: int, source: Source) -> None:
    Call.objects.bulk_create([called(region, moment(61 - days, "09:10"), talk=200), called(region, moment(60, "09:10"))])
    found = queries.half_hour_counts(region, "general", FIRST, FIRST + timedelta(days=60))
    assert found.source is source
    assert found.handle_seconds == (200 if source is Source.CALLS else 300)
    assert len(found.counts) == (days if source is Source.CALLS else 61)


def test_a_queue_without_a_call_on_a_day_has_none(region: str) -> None:
    Call.objects.bulk_create([called(region, moment(n, "09:10"), skill="sub_tax") for n in range(30)])
    found = queries.half_hour_counts(region, "general", FIRST, FIRST + timedelta(days=29))
    assert (found.source, len(found.counts), sum(map(sum, found.counts.values()))) == (Source.CALLS, 30, 0)


def test_calls_stand_in_the_half_hour_of_the_city_in_which_they_entered_the_queue(region: str) -> None:
    calls = [called(region, moment(n, clock)) for n in range(30) for clock in ("00:00", "09:29", "09:30", "09:59", "23:59")]
    others = [called(region, moment(n, "10:00"), skill="sub_tax") for n in range(30)]
    Call.objects.bulk_create([*calls, *others])
    found = queries.half_hour_counts(region, "general", FIRST, FIRST + timedelta(days=29))
    assert set(found.counts) == {FIRST + timedelta(days=n) for n in range(30)}
    assert {slot: n for slot, n in enumerate(found.counts[FIRST]) if n} == {0: 1, 18: 1, 19: 2, 47: 1}


def test_duties_are_compared_with_being_signed_on(line: Line) -> None:  # noqa: F811
    line.enter(line.wish("li", 25, "晚班"), line.wish("wang", 25, "晚班"), line.wish("zhao", 26, "晚班"))
    line.publish()
    signed_on(line, "li", at(25, "15:20"), None)
    signed_on(line, "wang", at(25, "14:55"), at(25, "18:00"))
    with clock_at(at(25, "19:00")):
        kept = queries.kept("990002", line.centre, MONDAY)
    assert [(name, a.planned, a.kept, a.late, a.early) for _, name, a in kept] == [
        ("员工li", 240, 220, 20, 0), ("员工wang", 240, 180, 0, 60),
    ]  # fmt: skip


def signed_on(line: Line, who: str, since: datetime, until: datetime | None) -> UUID:  # noqa: F811
    seat = Seat(
        region="990002", account_id=line.accounts[who], unit_id=line.centre, place="centre", device="browser",
        endpoint=f"seat-{who}", secret=b"", skills=["general"], state="ready", since=since, idle_since=since,
        signed_on=since, signed_off=until,
    )  # fmt: skip
    seat.save(force_insert=True)
    return seat.id
