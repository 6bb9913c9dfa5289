"""Lives: appeals driven from the first contact to the archive by the real actions, on a clock that only we move."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from yihao.catalogue.values import AppealType
from yihao.kernel import clock, sql
from yihao.kernel.calendar import Calendar
from yihao.orders.actions.ticker import tick_due
from yihao.orders.values.intake import Form, PetitionerForm
from yihao.orders.values.states import FINAL_ORDER_STATES
from yihao.organisation import queries as organisation
from yihao.organisation.values import Role
from yihao.simulation import matters
from yihao.simulation.bulk.reading import Reader
from yihao.simulation.bulk.values import Life
from yihao.simulation.courses import Course, Pace, channel, course
from yihao.simulation.staff import Staff
from yihao.simulation.steps import Case
from yihao.simulation.texts import Grammar, Says
from yihao.simulation.values import Mix, Place

_NAMED = ("complaint", "report")
_UNSAID = (Says.REMARK_GOOD, Says.REMARK_BAD)


@dataclass(frozen=True)
class Lives:
    """What lives are made of."""

    staff: Staff
    grammar: Grammar
    mix: Mix
    monday: datetime
    seed: int

    def live(self, *, orders: int, answered: int) -> Iterator[Life]:
        """Lives of one week that begins at `monday`: so many that become orders, and so many that end on the line."""
        with clock.clock_at(self.monday):
            calendar = matters.calendar(self.staff.region)
        for number in range(orders + answered):
            yield self._life(number, ordered=number < orders, calendar=calendar)

    def _life(self, number: int, *, ordered: bool, calendar: Calendar) -> Life:
        dice = Random(f"{self.seed}/life/{number}")
        day, hour = dice.choices(range(7), self.mix.week)[0], dice.choices(range(24), self.mix.hours)[0]
        begins = self.monday + timedelta(days=day, hours=hour, seconds=dice.uniform(0, 3600))

        def matter(kind: str) -> tuple[str, Pace]:
            weights = self.grammar.weights(AppealType(kind))
            return matters.paced(self.staff.region, dice.choices(list(weights), list(weights.values()))[0], kind)

        with clock.clock_at(begins):
            way = channel(dice, self.mix)
            plan = course(dice, self.mix, begins, way, matter=matter, calendar=calendar, ordered=ordered)
        place = dice.choice(self.staff.places)
        called = organisation.region(self.staff.region).number
        agent = self.staff.one(Role.AGENT, number)
        case = Case(self.staff, plan, _form(plan, place, number), place, number, _words, agent, called)
        return _Driver(case, begins, dice).drive()


def _form(plan: Course, place: Place, number: int) -> Form:
    """What a copy says is written anew each time; here it only has to be there, so that it has a place."""
    return Form(
        appeal_type=plan.appeal_type,
        title="标题",
        content="内容",
        wanted="愿望",
        class_code=plan.class_code,
        area_code=place.area_code,
        address="地址",
        petitioner=PetitionerForm(name="姓名", phone=f"139{number:08d}"),
        reported_party="对象" if plan.appeal_type in _NAMED else "",
        secrecy="confidential" if plan.confidential else "open",
    )


def _words(says: Says, unit: str) -> str:
    return "" if says in _UNSAID else "词句"


@dataclass
class _Driver:
    """Drives one life."""

    case: Case
    now: datetime
    dice: Random
    reader: Reader | None = field(default=None)

    def drive(self) -> Life:
        """From the contact to the end."""
        with clock.clock_at(lambda: self.now):
            for step, at in self.case.course.steps:
                self._until(at)
                if not self.case.do(step, self.dice):
                    break
                self._note()
            self._until(None)
            if self.case.order_id is not None and self.case.order()["state"] not in FINAL_ORDER_STATES:
                raise RuntimeError(f"life {self.case.number} came to no end")
            assert self.reader is not None
            return self.reader.life()

    def _note(self) -> None:
        """Keep how it stands, from its number on."""
        if self.case.appeal_id is not None:
            if self.reader is None:
                staff = self.case.staff
                self.reader = Reader(self.case.appeal_id, staff.region, staff.others)
            self.reader.note(self.now)

    def _until(self, instant: datetime | None) -> None:
        """Let time pass, and the ticker come by whenever a clock is due; to the very end when `instant` is None."""
        while (due := self._next(self.case.order_id)) is not None and (instant is None or due <= instant):
            self.now = max(self.now, due)
            tick_due()
            self._note()
        self.now = instant or self.now

    @staticmethod
    def _next(order_id: UUID | None) -> datetime | None:
        row = sql.row("SELECT min(next_at) AS at FROM clock WHERE order_id = %s AND stopped_at IS NULL", (order_id,))
        return row["at"] if row else None
