"""The simulated days, happening by happening: each is a transaction with how far it has come, so that a process killed at
any moment goes on exactly where it was."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from yihao.calls.actions import past, seats
from yihao.calls.rules.replay import Played
from yihao.kernel import clock, sql
from yihao.kernel.numbers import SIDE
from yihao.organisation import queries as organisation
from yihao.organisation.rosters.actions import duties, planning
from yihao.organisation.rosters.values import Place
from yihao.organisation.values import Role, Viewer
from yihao.simulation.courses import PHONE, Course, Step
from yihao.simulation.exchange import Exchange
from yihao.simulation.models import Run, Simulated
from yihao.simulation.people import City, Voices
from yihao.simulation.plan import Begin, Happening, begins, happenings
from yihao.simulation.staff import Staff
from yihao.simulation.steps import Case
from yihao.simulation.texts import AppealText

Say = Callable[[str], None]
_TICK = timedelta(minutes=1)
_ROUNDS_EVERY = 10
"""Ticks between two rounds of what a worker does besides."""
_TELL_SECONDS = 5.0
_SECONDS_OF_AN_HOUR = 3600


class Disturbed(RuntimeError):
    """Somebody else worked on the installation between two parts of the simulation. The message is Chinese."""


@dataclass(frozen=True)
class Worker:
    """What goes on beside the people: `tick` every minute (clocks), `rounds` now and then (feed, readers, messages)."""

    tick: Callable[[], object]
    rounds: Callable[[], object]


@dataclass
class Simulation:
    """One process of the simulation."""

    city: City
    staff: Staff
    telephones: Callable[[Sequence[Begin]], Exchange]
    worker: Worker
    say: Say
    now: datetime = field(init=False)
    exchange: Exchange = field(init=False)
    _cases: dict[int, Case] = field(default_factory=dict)
    _starts: Sequence[Begin] = ()
    _courses: dict[int, Course] = field(default_factory=dict)
    _texts: dict[int, AppealText] = field(default_factory=dict)
    _voices: Voices = field(init=False)

    def run(self) -> None:
        """From where an earlier process stopped to the end. Raises Disturbed."""
        run = Run.objects.get()
        self.now, self._voices = run.reached, Voices(self.city.text_of)
        for alias in ("default", SIDE):
            # What is lost with the database is lost whole, with the progress: no use in waiting for the disk.
            sql.execute("SET synchronous_commit = off", (), alias)
        with clock.clock_at(lambda: self.now):
            _refuse_disturbed(run.reached)
            self._starts = begins(self.city.plan, self.city.mix, self.city.calendar)
            self.exchange = self.telephones(self._starts)
            self.say(f"共 {len(self._starts):,} 件来电来件，{len(self.exchange.duties):,} 个值班")
            self._go(run.done)
            self._until(self.city.plan.until)
            self.worker.rounds()
            Run.objects.update(finished_at=self.now, reached=self.now)

    def _go(self, done: int) -> None:
        told = began = time.monotonic()
        since = self.now
        for count, happening in enumerate(self._happenings(), 1):
            if count <= done:
                self._forget_if_last(happening)
                continue
            self._until(happening.at)
            self._happen(happening, count)
            if time.monotonic() - told > _TELL_SECONDS:
                told = time.monotonic()
                self._tell(since, told - began, count - done)

    def _happenings(self) -> Iterator[Happening]:
        return happenings(self.city.plan, self._starts, self._course, self.exchange.until)

    def _course(self, number: int, begin: Begin) -> Course:
        talk = self.exchange.talk(number) if self.city.channel_of(number) == PHONE else None
        found = self._courses[number] = self.city.course_of(number, begin, talk)
        self._texts[number] = self._voices.speak(number, begin, found)
        return found

    def _until(self, instant: datetime) -> None:
        """Let time pass: the ticker comes by every minute, the rest every few minutes."""
        while (following := self._next_tick()) <= instant:
            self.now = following
            self.worker.tick()
            if following.minute % _ROUNDS_EVERY == 0:
                self.worker.rounds()
        self.now = instant

    def _next_tick(self) -> datetime:
        return self.now.replace(second=0, microsecond=0) + _TICK

    def _happen(self, happening: Happening, count: int) -> None:
        with transaction.atomic():
            if happening.place is None:
                self._do(happening)
            elif happening.step is Step.PUBLISH:
                self._publish(happening.place)
            else:
                self._seat(happening.place, happening.step)
            sql.execute("UPDATE simulation_run SET done = %s, reached = %s", (count, happening.at))
        self._forget_if_last(happening)

    def _publish(self, place: int) -> None:
        """A week of the centre's roster, as it was proposed."""
        week, doer = self.exchange.weeks[place], self.staff.one(Role.SUPERVISOR, place)
        centre = organisation.centre(self.staff.region).id
        duties.enter_duties(doer=doer, unit_id=centre, wishes=week.wishes)
        planning.publish_week(doer=doer, unit_id=centre, monday=week.monday)

    def _seat(self, place: int, step: Step) -> None:
        """Somebody comes to a seat, or leaves it with all that happened there."""
        duty = self.exchange.duties[place]
        doer = self.staff.by_account[duty.seat.account_id]
        if step is Step.SIGN_ON:
            seats.sign_on(doer=doer, place=Place.CENTRE, key=duty.seat.id)
            return
        wrap_up = timedelta(seconds=self.exchange.policy.wrap_up_seconds)
        past.keep_duty(doer=doer, seat_id=duty.seat.id, moves=self.exchange.kept[place].moves, wrap_up=wrap_up)

    def _do(self, happening: Happening) -> None:
        case, said = self._case(happening.number), self._texts[happening.number]
        before = (case.contact_id, case.appeal_id, case.order_id)
        case.words = self.city.words(happening.number, happening.index, said)
        case.do(happening.step, self.city.plan.dice("do", happening.number, happening.index))
        if (case.contact_id, case.appeal_id, case.order_id) != before:
            Simulated.objects.filter(number=happening.number).update(
                contact_id=case.contact_id, appeal_id=case.appeal_id, order_id=case.order_id
            )

    def _case(self, number: int) -> Case:
        """The appeal under way: remembered, or taken up again, or new."""
        if number not in self._cases:
            begin, course = self._starts[number], self._courses[number]
            call = self.exchange.played(number) if course.channel == PHONE else None
            said = self._texts[number]
            site = begin.site if begin.site >= 0 else None
            row, _ = Simulated.objects.get_or_create(
                number=number, defaults={"family": said.family, "held_out": said.held_out, "site": site}
            )
            self._cases[number] = Case(
                staff=self.staff,
                course=course,
                form=self.city.form_of(course, said),
                place=self.city.place_of(number, begin, course),
                number=number,
                words=self.city.words(number, 0, said),
                agent=self._agent(number, call),
                called=self.city.dialled(number),
                call=call,
                contact_id=row.contact_id,
                appeal_id=row.appeal_id,
                order_id=row.order_id,
            )
        return self._cases[number]

    def _agent(self, number: int, call: Played | None) -> Viewer:
        """Who answered; somebody, where nobody did or nobody had to."""
        seat = call.call.last_seat if call is not None else None
        if seat is not None and seat.account_id is not None:
            return self.staff.by_account[seat.account_id]
        return self.staff.one(Role.AGENT, number)

    def _forget_if_last(self, happening: Happening) -> None:
        if happening.place is not None:
            if happening.step is Step.SIGN_OFF:
                del self.exchange.kept[happening.place]
        elif happening.index + 1 == len(self._courses[happening.number].steps):
            self._cases.pop(happening.number, None)
            del self._texts[happening.number]
            self.exchange.forget(happening.number)
            del self._courses[happening.number]

    def _tell(self, since: datetime, seconds: float, steps: int) -> None:
        passed = (self.now - since) / (self.city.plan.until - since)
        left = seconds / passed * (1 - passed) if passed else 0.0
        here = self.now.astimezone(self.city.plan.zone)
        self.say(f"{here:%m-%d %H:%M} 已办 {steps:,} 步，每秒 {steps / seconds:.0f} 步，剩余约 {_words(left)}")


def _words(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} 秒"
    hours, rest = divmod(round(seconds), _SECONDS_OF_AN_HOUR)
    return f"{hours} 小时 {rest // 60} 分" if hours else f"{rest // 60} 分"


def _refuse_disturbed(reached: datetime) -> None:
    """Whatever was done after a stop by somebody else has a time that is still to come here."""
    if sql.row("SELECT 1 FROM event WHERE recorded_at > %s LIMIT 1", (reached + _TICK,)):
        raise Disturbed(
            "模拟中断以后，这里启动过一号或有人办理过业务，不能接着模拟。请用新的数据目录（YIHAO_DATA）从头模拟；"
            "已经模拟出来的部分可以照常使用。"
        )
