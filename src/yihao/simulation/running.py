"""The simulated days, happening by happening: each is a transaction with how far it has come, so that a process killed at
any moment goes on exactly where it was."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from yihao.kernel import clock, sql
from yihao.kernel.numbers import SIDE
from yihao.simulation.courses import Course
from yihao.simulation.models import Run, Simulated
from yihao.simulation.people import City
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
    worker: Worker
    say: Say
    now: datetime = field(init=False)
    _cases: dict[int, tuple[Case, AppealText]] = field(default_factory=dict)
    _starts: Sequence[Begin] = ()
    _courses: dict[int, Course] = field(default_factory=dict)

    def run(self) -> None:
        """From where an earlier process stopped to the end. Raises Disturbed."""
        run = Run.objects.get()
        self.now = run.reached
        for alias in ("default", SIDE):
            # What is lost with the database is lost whole, with the progress: no use in waiting for the disk.
            sql.execute("SET synchronous_commit = off", (), alias)
        with clock.clock_at(lambda: self.now):
            _refuse_disturbed(run.reached)
            self._starts = begins(self.city.plan, self.city.mix, self.city.calendar)
            self.say(f"共 {len(self._starts):,} 件来件")
            self._go(run.done)
            self._until(self.city.plan.until)
            self.worker.rounds()
            Run.objects.update(finished_at=self.now, reached=self.now)

    def _go(self, done: int) -> None:
        told = began = time.monotonic()
        since = self.now
        for count, happening in enumerate(happenings(self.city.plan, list(self._starts), self._course), 1):
            if count <= done:
                self._forget_if_last(happening)
                continue
            self._until(happening.at)
            self._happen(happening, count)
            if time.monotonic() - told > _TELL_SECONDS:
                told = time.monotonic()
                self._tell(since, told - began, count - done)

    def _course(self, number: int, begin: Begin) -> Course:
        found = self._courses[number] = self.city.course_of(number, begin)
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
            case, said = self._case(happening.number)
            before = (case.contact_id, case.appeal_id, case.order_id)
            case.words = self.city.words(happening.number, happening.index, said)
            case.do(happening.step, self.city.plan.dice("do", happening.number, happening.index))
            if (case.contact_id, case.appeal_id, case.order_id) != before:
                Simulated.objects.filter(number=happening.number).update(
                    contact_id=case.contact_id, appeal_id=case.appeal_id, order_id=case.order_id
                )
            sql.execute("UPDATE simulation_run SET done = %s, reached = %s", (count, happening.at))
        self._forget_if_last(happening)

    def _case(self, number: int) -> tuple[Case, AppealText]:
        """The appeal under way: remembered, or taken up again, or new."""
        if number not in self._cases:
            begin, course = self._starts[number], self._courses[number]
            said = self.city.text_of(number, begin, course)
            site = begin.site if begin.site >= 0 else None
            row, _ = Simulated.objects.get_or_create(
                number=number, defaults={"family": said.family, "held_out": said.held_out, "site": site}
            )
            case = Case(
                staff=self.staff,
                course=course,
                form=self.city.form_of(course, said),
                place=self.city.place_of(number, begin, course),
                number=number,
                words=self.city.words(number, 0, said),
                called=self.city.dialled(number),
                contact_id=row.contact_id,
                appeal_id=row.appeal_id,
                order_id=row.order_id,
            )
            self._cases[number] = (case, said)
        return self._cases[number]

    def _forget_if_last(self, happening: Happening) -> None:
        if happening.index + 1 == len(self._courses[happening.number].steps):
            self._cases.pop(happening.number, None)
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
