"""The engine with real telephones: who is in a talk hears the others, and nobody else."""

from uuid import uuid4

import pytest

from tests.calls.talks import new_seat, put_through
from tests.telephone import Switch
from yihao.calls.telephones.remote import Phones
from yihao.calls.values.calls import EndWhy
from yihao.calls.values.engine import (
    Answer,
    DialOut,
    DialSeat,
    Gone,
    HangUp,
    Join,
    Key,
    Leave,
    LegEnded,
    LegUp,
    Music,
    Open,
    Shut,
    Spy,
)


def test_a_citizen_and_a_seat_talk_until_one_hangs_up(switch: Switch, phones: Phones) -> None:
    talk = put_through(switch, phones)
    talk.citizen.hears(1000)
    talk.seat.hears(440)
    talk.citizen.press("5")
    assert switch.hears(Key, talk.channel).digit == "5"
    talk.citizen.hang_up()
    assert switch.hears(LegEnded, talk.channel).why is EndWhy.HUNG_UP
    switch.do(HangUp(talk.leg))
    talk.seat.until("ended")


def test_three_hear_each_other_and_a_private_talk_stays_private(switch: Switch, phones: Phones) -> None:
    talk, expert = put_through(switch, phones), new_seat(switch, phones)
    leg, aside = f"leg-{uuid4().hex}", f"aside-{uuid4().hex}"
    switch.do(DialSeat(leg, expert.user, 15, uuid4(), uuid4()))
    asked = expert.rings().answer(1500)
    switch.hears(LegUp, leg)
    switch.do(Leave(talk.bridge, talk.channel), Open(aside, aside))
    switch.do(Leave(talk.bridge, talk.leg), Join(aside, talk.leg), Join(aside, leg))
    asked.hears(1000)
    talk.seat.hears(1500)
    talk.citizen.hears()
    for each in (leg, talk.leg):
        switch.do(Leave(aside, each), Join(talk.bridge, each))
    switch.do(Join(talk.bridge, talk.channel))
    talk.citizen.hears(1000, 1500)
    talk.seat.hears(440, 1500)
    asked.hears(440, 1000)
    talk.citizen.hang_up()


@pytest.mark.parametrize(("whisper", "seat_hears"), [(False, (440,)), (True, (440, 2000))])
def test_a_supervisor_hears_both_and_only_the_seat_hears_a_whisper(
    switch: Switch, phones: Phones, whisper: bool, seat_hears: tuple[int, ...]
) -> None:
    talk, supervisor = put_through(switch, phones), new_seat(switch, phones)
    leg = f"leg-{uuid4().hex}"
    switch.do(DialSeat(leg, supervisor.user, 15, uuid4(), uuid4()))
    listening = supervisor.rings().answer(2000)
    switch.hears(LegUp, leg)
    switch.do(Spy(f"ear-{uuid4().hex}", f"ear-{uuid4().hex}", talk.leg, leg, whisper))
    listening.hears(440, 1000)
    talk.seat.hears(*seat_hears)
    talk.citizen.hears(1000)
    talk.citizen.hang_up()


def test_a_number_outside_is_called_and_a_line_that_is_refused_says_so(switch: Switch, phones: Phones) -> None:
    outside = phones.carrier()
    leg = f"leg-{uuid4().hex}"
    switch.do(DialOut(leg, "07928123456", "12345", 15, uuid4(), uuid4()))
    line = outside.rings().answer(700)
    switch.hears(LegUp, leg)
    line.hang_up()
    assert switch.hears(LegEnded, leg).why is EndWhy.HUNG_UP
    refused = f"leg-{uuid4().hex}"
    switch.do(DialOut(refused, "07928123456", "12345", 15, uuid4(), uuid4()))
    outside.rings().hang_up()
    assert switch.hears(LegEnded, refused).why in (EndWhy.BUSY, EndWhy.REFUSED)


def test_whoever_hung_up_meanwhile_is_gone_whatever_is_asked(switch: Switch, phones: Phones) -> None:
    talk = put_through(switch, phones)
    talk.citizen.hang_up()
    switch.hears(LegEnded, talk.channel)
    for request in (Answer(talk.channel), Join(talk.bridge, talk.channel), Music(talk.channel, True)):
        with pytest.raises(Gone):
            switch.do(request)
    switch.do(Leave(talk.bridge, talk.channel), HangUp(talk.channel), Shut(talk.bridge), Shut(talk.bridge))
    switch.do(HangUp(talk.leg))


def test_who_waits_hears_music_or_nothing(switch: Switch, phones: Phones) -> None:
    talk = put_through(switch, phones)
    switch.do(Leave(talk.bridge, talk.channel), Music(talk.channel, True), Music(talk.channel, False))
    talk.citizen.hears()
    switch.do(Join(talk.bridge, talk.channel))
    talk.citizen.hears(1000)
    talk.citizen.hang_up()
