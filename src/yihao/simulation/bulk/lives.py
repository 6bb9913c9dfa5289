"""Lives: appeals driven from the first contact to the archive by the real actions, on a clock that only we move."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from yihao.catalogue.values import AppealType
from yihao.followups import actions as followups
from yihao.followups.rules import Answer
from yihao.followups.values import AttemptOutcome, Satisfaction, Solved
from yihao.kernel import clock, sql
from yihao.kernel.values import Actor, Via
from yihao.orders.actions import closing, contacts, dispatching, handling, intake, supplements
from yihao.orders.actions.ticker import tick_due
from yihao.orders.values.intake import Form, PetitionerForm
from yihao.orders.values.states import FINAL_ORDER_STATES, Channel, Result
from yihao.organisation import queries as organisation
from yihao.organisation.values import Role, UnitFact
from yihao.simulation.bulk.courses import Course, Lead, Step, Way, course
from yihao.simulation.bulk.reading import Reader
from yihao.simulation.bulk.staff import Staff
from yihao.simulation.bulk.values import Life, Place
from yihao.simulation.texts import Grammar

_WELL = Answer(True, Solved.YES, Satisfaction.SATISFIED)
_BADLY = Answer(True, Solved.NO, Satisfaction.DISSATISFIED)
_TALK = timedelta(minutes=4)


def live(*, staff: Staff, grammar: Grammar, monday: datetime, orders: int, answered: int, seed: int) -> Iterator[Life]:
    """Lives of one week that begins at `monday`: so many that become orders, and so many that end on the line."""
    for number in range(orders + answered):
        dice = Random(f"{seed}/life/{number}")
        plan = course(dice, number, answered=number >= orders)
        yield _Driver(staff, grammar, plan, monday + plan.begins, dice, number).drive()


@dataclass
class _Driver:
    """Drives one life. Every step is a real action, done by somebody whose work it is."""

    staff: Staff
    grammar: Grammar
    plan: Course
    now: datetime
    dice: Random
    number: int
    appeal_id: UUID = field(init=False)
    order_id: UUID | None = None

    def drive(self) -> Life:
        """From the contact to the end."""
        with clock.clock_at(lambda: self.now):
            place = self.dice.choice(self.staff.places)
            form = self._form(place)
            reader = self._take(form)
            if self.order_id is not None:
                for step, after in self.plan.steps:
                    self._until(self.now + after, reader)
                    self.now = self._awake(self.now)
                    self._do(step, place)
                    reader.note(self.now)
                    if self._order()["state"] in FINAL_ORDER_STATES:
                        break
                self._until(None, reader)
            if self.order_id is not None and self._order()["state"] not in FINAL_ORDER_STATES:
                raise RuntimeError(f"life {self.number} came to no end")
            return reader.life()

    def _until(self, instant: datetime | None, reader: Reader) -> None:
        """Let time pass, and the ticker come by whenever a clock is due; to the very end when `instant` is None."""
        while (due := self._next()) is not None and (instant is None or due <= instant):
            self.now = max(self.now, due)
            tick_due()
            reader.note(self.now)
        self.now = instant or self.now

    def _next(self) -> datetime | None:
        row = sql.row(
            "SELECT min(next_at) AS at FROM clock WHERE order_id = %s AND stopped_at IS NULL", (self.order_id,)
        )
        return row["at"] if row else None

    def _awake(self, at: datetime) -> datetime:
        """Nobody works in the night."""
        local = at.astimezone(self._zone)
        if local.hour >= 21 or local.hour < 8:
            morning = local.replace(hour=8, minute=0, second=0) + timedelta(seconds=self.dice.uniform(1200, 9000))
            return max(at, morning + timedelta(days=1) if local.hour >= 21 else morning)
        return at

    @property
    def _zone(self) -> ZoneInfo:
        return organisation.zone_of(self.staff.region)

    def _form(self, place: Place) -> Form:
        """What a copy says is written anew each time; here it only has to be there, so that it has a place."""
        weights = self.grammar.weights(AppealType(self.plan.appeal_type))
        return Form(
            appeal_type=self.plan.appeal_type,
            title="标题",
            content="内容",
            wanted="愿望",
            class_code=self.dice.choices(list(weights), list(weights.values()))[0],
            area_code=place.area_code,
            address="地址",
            petitioner=PetitionerForm(name="姓名", phone=f"139{self.number:08d}"),
            reported_party="对象" if self.plan.appeal_type in ("complaint", "report") else "",
            secrecy="confidential" if self.plan.confidential else "open",
        )

    def _take(self, form: Form) -> Reader:
        """The appeal comes, and an agent takes it up."""
        agent = self.staff.one(Role.AGENT, self.number)
        if self.plan.way is Way.PORTAL:
            citizen = Actor(self.staff.region, Via.PORTAL, name="诉求人")
            reader = self._follow(intake.file_appeal(by=citizen, form=form, owner="bulk"))
            self.now = self._awake(self.now + 5 * _TALK)
            taken = intake.submit(doer=agent, form=form, appeal_id=self.appeal_id, version=1)
            self.order_id = taken.order_id
            reader.note(self.now)
            return reader
        if self.plan.way is Way.VISIT:
            return self._follow(intake.submit(doer=agent, form=form, channel=Channel.VISIT))
        line, phone = organisation.region(self.staff.region).number, form.petitioner.phone
        contact_id = contacts.open_contact(doer=agent, channel=Channel.PHONE, caller_phone=phone, called_number=line)
        self.now += _TALK * self.dice.uniform(0.5, 2)
        if self.plan.way is Way.ANSWERED:
            return self._follow(intake.answer(doer=agent, form=form, contact_id=contact_id, answer="答复"))
        return self._follow(intake.submit(doer=agent, form=form, contact_id=contact_id))

    def _follow(self, taken: intake.Taken) -> Reader:
        """Read on from here."""
        self.appeal_id, self.order_id = taken.appeal_id, taken.order_id
        reader = Reader(self.appeal_id, self.staff.region, self.staff.others)
        reader.note(self.now)
        return reader

    def _order(self) -> dict[str, Any]:
        row = sql.row("SELECT * FROM work_order WHERE id = %s", (self.order_id,))
        assert row is not None
        return row

    def _do(self, step: Step, place: Place) -> None:
        """One step of the plan."""
        order = self._order()
        here: dict[str, Any] = {"order_id": order["id"], "version": order["version"]}
        if step is Step.DISPATCH:
            lead = self._lead(place)
            copies = [self.dice.choice(self.staff.bureaus).id] if self.plan.copied else []
            doer = self.staff.one(Role.DISPATCHER, self.number)
            dispatching.dispatch(doer=doer, lead_id=lead.id, copy_ids=copies, **here)
        elif step in _AT_UNIT:
            doer = self.staff.clerk(order["lead_unit_id"])
            _AT_UNIT[step](doer=doer, assignment_id=order["lead_assignment_id"], **here, **self._said(step))
        elif step in (Step.SUPPLEMENT, Step.WITHDRAW):
            self._by_agent(step, order["version"])
        elif step in _VISITS:
            outcome, answer = _VISITS[step]
            doer = self.staff.one(Role.FOLLOW_UP, self.number)
            followups.record_visit(doer=doer, outcome=outcome, answer=answer, **here)
        else:
            role = Role.SUPERVISOR if step in (Step.REDO, Step.EXPLAIN) else Role.DISPATCHER
            _AT_CENTRE[step](doer=self.staff.one(role, self.number), **here, **_WORDS.get(step, {}))

    def _by_agent(self, step: Step, version: int) -> None:
        common: dict[str, Any] = {
            "doer": self.staff.one(Role.AGENT, self.number), "appeal_id": self.appeal_id, "version": version,
        }  # fmt: skip
        if step is Step.SUPPLEMENT:
            supplements.supplement(text="补充", **common)
        else:
            supplements.withdraw(reason="solved", willing=True, **common)

    def _said(self, step: Step) -> dict[str, Any]:
        if step is Step.CONTACT:
            return {"contacted_at": self.now, "reached": True, "note": "联系"}
        if step is Step.REPLY:
            result = self.dice.choices((Result.SOLVED, Result.PARTLY, Result.EXPLAINED), (72, 12, 16))[0]
            return {"result": result, "public_reply": "答复", "internal_note": "备注"}
        return {}

    def _lead(self, place: Place) -> UnitFact:
        town, county = (organisation.unit(u) for u in place.units)
        return {Lead.TOWN: town, Lead.COUNTY: county}.get(self.plan.lead) or self.dice.choice(self.staff.bureaus)


_AT_UNIT: dict[Step, Callable[..., Any]] = {
    Step.SIGN: handling.sign,
    Step.CONTACT: handling.record_contact,
    Step.REPLY: handling.reply,
}
_AT_CENTRE: dict[Step, Callable[..., Any]] = {
    Step.SEND_BACK: dispatching.send_back,
    Step.PASS_CHECK: closing.pass_check,
    Step.FAIL_CHECK: closing.fail_check,
    Step.REDO: closing.redo,
    Step.EXPLAIN: closing.explain_end,
}
_WORDS: dict[Step, dict[str, str]] = {
    Step.SEND_BACK: {"missing": "补充"},
    Step.FAIL_CHECK: {"defects": "不足"},
    Step.REDO: {"opinion": "意见"},
    Step.EXPLAIN: {"explanation": "解释"},
}
_VISITS = {
    Step.VISIT_WELL: (AttemptOutcome.REACHED, _WELL),
    Step.VISIT_BADLY: (AttemptOutcome.REACHED, _BADLY),
    Step.RING_IN_VAIN: (AttemptOutcome.NO_ANSWER, None),
}
