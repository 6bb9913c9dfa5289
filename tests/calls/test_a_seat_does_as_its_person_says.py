"""Signing on and off, ready and busy, wishes during a call, what a supervisor may force."""

import pytest

from tests.calls.staff import person, row, signed_on
from yihao.calls.actions import seats
from yihao.calls.models import Seat, SeatSpan
from yihao.calls.queries import desk
from yihao.calls.values.seats import SeatState
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Forbidden, Invalid, NotFound, WrongState
from yihao.organisation.values import Role

pytestmark = pytest.mark.django_db


def test_signing_on_makes_a_telephone_with_a_password_of_its_own(region: str) -> None:
    one, two = person("one", Role.AGENT), person("two", Role.AGENT)
    signed_on(one), signed_on(two)
    mine, theirs = desk.my_seat(one), desk.my_seat(two)
    assert mine is not None and theirs is not None
    assert mine["endpoint"] != theirs["endpoint"] and mine["password"] != theirs["password"]
    assert len(mine["password"]) >= 32 and mine["state"] == "busy", "nobody is thrown into a call"


def test_signing_on_again_ends_the_earlier_time(region: str) -> None:
    who = person("one", Role.AGENT)
    first, second = signed_on(who), signed_on(who)
    assert row(first)["signed_off"] is not None and row(second)["signed_off"] is None


def test_the_skills_of_a_kept_seat_are_its_units(region: str) -> None:
    seat = row(signed_on(person("labour", Role.AGENT, unit="JJ-RSJ")))
    assert seat["skills"] == ["kept_labour"]
    assert "general" in row(signed_on(person("agent", Role.AGENT)))["skills"]


def test_who_may_not_record_takes_no_calls_but_may_call_out(region: str) -> None:
    assert row(signed_on(person("boss", Role.SUPERVISOR)))["skills"] == []


def test_without_the_right_nobody_signs_on(region: str) -> None:
    with pytest.raises(Forbidden):
        signed_on(person("clerk", Role.UNIT_CLERK))


def test_busy_needs_a_reason(region: str) -> None:
    who = person("one", Role.AGENT)
    seat = signed_on(who, SeatState.READY)
    with pytest.raises(Invalid):
        seats.choose(doer=who, state=SeatState.BUSY)
    seats.choose(doer=who, state=SeatState.BUSY, reason="meal")
    assert (row(seat)["state"], row(seat)["reason"]) == ("busy", "meal")


def test_how_long_a_state_lasted_is_kept(region: str) -> None:
    who = person("one", Role.AGENT)
    seat = signed_on(who, SeatState.READY)
    seats.sign_off(doer=who)
    spans = list(SeatSpan.objects.filter(seat_id=seat).order_by("began").values_list("state", flat=True))
    assert spans == ["busy", "ready"]


def test_during_a_call_a_choice_is_a_wish(region: str) -> None:
    who = person("one", Role.AGENT)
    seat = signed_on(who, SeatState.READY)
    Seat.objects.filter(id=seat).update(state="talking", call_id=new_id())
    seats.choose(doer=who, state=SeatState.BUSY, reason="rest")
    assert row(seat)["state"] == "talking" and row(seat)["wish"] == "busy:rest"
    seats.sign_off(doer=who)
    assert row(seat)["wish"] == "off" and row(seat)["signed_off"] is None
    with pytest.raises(WrongState):
        signed_on(who)


def test_a_supervisor_forces_a_state_within_the_own_scope_only(region: str) -> None:
    boss, who = person("boss", Role.SUPERVISOR), person("one", Role.AGENT)
    elsewhere = person("labour", Role.AGENT, unit="JJ-RSJ")
    seat, other = signed_on(who, SeatState.READY), signed_on(elsewhere, SeatState.READY)
    seats.force(doer=boss, seat_id=seat, state=SeatState.BUSY, reason="training")
    assert row(seat)["state"] == "busy"
    seats.force(doer=boss, seat_id=seat, state=SeatState.OFF)
    assert row(seat)["signed_off"] is not None
    with pytest.raises(Forbidden):
        seats.force(doer=boss, seat_id=other, state=SeatState.BUSY, reason="training")
    with pytest.raises(NotFound):
        seats.force(doer=boss, seat_id=seat, state=SeatState.READY)


def test_a_forgotten_seat_is_signed_off_and_its_password_dies(region: str) -> None:
    who = person("one", Role.AGENT)
    seat = signed_on(who, SeatState.READY)
    Seat.objects.filter(id=seat).update(signed_on=row(seat)["signed_on"] - seats.LONGEST * 2)
    assert seats.sign_off_forgotten() == 1
    assert row(seat)["signed_off"] is not None and desk.my_seat(who) is None
    assert seats.sign_off_forgotten() == 0


def test_help_is_seen(region: str) -> None:
    who = person("one", Role.AGENT)
    seat = signed_on(who)
    seats.ask_help(doer=who, wanted=True)
    assert row(seat)["needs_help"] is True


def test_an_unknown_skill_is_refused(region: str) -> None:
    who = person("one", Role.AGENT)
    from tests.calls.staff import BY

    with pytest.raises(Invalid):
        seats.set_skills(by=BY, account_id=who.account_id, skills=["juggling"])
    seats.set_skills(by=BY, account_id=who.account_id, skills=["medical"])
    assert row(signed_on(who))["skills"] == ["medical"]
