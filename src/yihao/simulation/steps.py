"""What people do to one appeal: every step is a real action, done by somebody whose work it is."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from yihao.calls.actions import past
from yihao.calls.rules.replay import Played
from yihao.calls.values.calls import Role as CallRole
from yihao.calls.values.calls import StepKind
from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import Dictionary
from yihao.followups import actions as followups
from yihao.followups.callbacks import actions as callbacks
from yihao.followups.rules import Answer
from yihao.followups.values import AttemptOutcome, Satisfaction, Solved
from yihao.kernel import clock, sql
from yihao.kernel.values import CITIZEN_NAME, Actor, Via
from yihao.orders.actions import closing, contacts, dispatching, handling, intake, supplements
from yihao.orders.values.intake import Form
from yihao.orders.values.states import FINAL_ORDER_STATES, Channel, Result
from yihao.organisation import queries as organisation
from yihao.organisation.values import Role, UnitFact, UnitType, Viewer
from yihao.simulation.courses import Course, End, Step
from yihao.simulation.staff import Staff
from yihao.simulation.texts import Says
from yihao.simulation.values import Place

ENGINE = "simulated"
"""What stands as the engine of a call that no engine carried."""
WELL = Answer(True, Solved.YES, Satisfaction.SATISFIED)
BADLY = Answer(True, Solved.NO, Satisfaction.DISSATISFIED)
_RESULTS = {Result.SOLVED: 70, Result.PARTLY: 10, Result.UNSOLVED: 4, Result.EXPLAINED: 16}
_REPLIES = {
    Result.SOLVED: Says.REPLY_SOLVED,
    Result.PARTLY: Says.REPLY_PARTLY,
    Result.UNSOLVED: Says.REPLY_UNSOLVED,
    Result.EXPLAINED: Says.REPLY_EXPLAINED,
}
Words = Callable[[Says, str], str]
"""Writes what is said, by or to a unit of that name."""


@dataclass
class Case:
    """One appeal under way. `dice` decides what a step leaves open; the clock is whoever's drives it."""

    staff: Staff
    course: Course
    form: Form
    place: Place
    number: int
    words: Words
    agent: Viewer
    """Who takes it at the centre."""
    called: str
    """The number dialled."""
    call: Played | None = None
    """The call as the line played it."""
    contact_id: UUID | None = None
    appeal_id: UUID | None = None
    order_id: UUID | None = None

    def do(self, step: Step, dice: Random) -> bool:
        """Do a step; False when there is nothing left to do it to (the order came to its end before)."""
        if step in _AT_INTAKE:
            return getattr(self, f"_{step.value}")(dice) is not False
        if self.order_id is None:
            return False
        order = self.order()
        if order["state"] in FINAL_ORDER_STATES:
            return False
        _DO[step](self, step, order, dice)
        return True

    def order(self) -> dict[str, Any]:
        """The order as it stands."""
        row = sql.row("SELECT * FROM work_order WHERE id = %s", (self.order_id,))
        assert row is not None
        return row

    @property
    def _citizen(self) -> Actor:
        return Actor(self.staff.region, Via.PORTAL, name=CITIZEN_NAME)

    @property
    def _phone(self) -> str:
        return "" if self.form.petitioner.anonymous else self.form.petitioner.phone

    def _open(self, dice: Random) -> None:
        if self.call is None:
            self.contact_id = contacts.open_contact(
                doer=self.agent, channel=Channel.PHONE, caller_phone=self._phone, called_number=self.called
            )
            return
        arrived, queued = self.call.first(StepKind.ARRIVE), self.call.first(StepKind.QUEUE)
        assert arrived is not None
        self.contact_id = contacts.open_call_contact(
            doer=self.agent, call_id=self.call.call.id, caller_phone=self._phone, called_number=self.call.call.called,
            arrived_at=arrived, queued_at=queued,
        )  # fmt: skip

    def _hang_up(self, dice: Random) -> None:
        assert self.call is not None
        call, steps = self.call.call, self.call.steps
        call.contact_id = self.contact_id
        past.keep_call(call=call, steps=steps, caller=self._phone, engine=ENGINE)
        if self.contact_id is not None:
            answered = self.call.first(StepKind.ANSWER, CallRole.SEAT)
            contacts.note_call_times(contact_id=self.contact_id, answered_at=answered, ended_at=steps[-1].at)

    def _call_in_vain(self, dice: Random) -> bool:
        return self._call(AttemptOutcome.NO_ANSWER)

    def _call_back(self, dice: Random) -> bool:
        return self._call(AttemptOutcome.REACHED)

    def _call(self, outcome: AttemptOutcome) -> bool:
        """Call a missed caller back; False when there is no such task: the caller has come again, or hid the number.
        What the centre hears becomes an appeal; a unit with seats of its own settles it on the line."""
        assert self.call is not None
        task = sql.row(
            "SELECT b.id, b.version, b.centre_id FROM callback b JOIN call c"
            " ON c.region = b.region AND c.caller_index = b.caller_index"
            " WHERE c.id = %s AND b.state = 'open' AND b.contact_id IS NULL ORDER BY b.last_at DESC LIMIT 1",
            (self.call.call.id,),
        )
        if task is None:
            return False
        doer = self.staff.calls_back(task["centre_id"], self.number)
        callbacks.attempt(doer=doer, callback_id=task["id"], version=task["version"], outcome=outcome)
        here = task["centre_id"] == organisation.centre(self.staff.region).id
        if outcome is AttemptOutcome.REACHED and here and self.course.end is not End.ABANDON:
            self.agent, self.contact_id = doer, callbacks.record(doer=doer, callback_id=task["id"])
        return True

    def _file(self, dice: Random) -> None:
        taken = intake.file_appeal(by=self._citizen, form=self.form, owner=f"simulated:{self.number}")
        self.appeal_id = taken.appeal_id

    def _abandon(self, dice: Random) -> None:
        assert self.contact_id is not None
        reason = dice.choice(("dropped", "wrong_number", "silent"))
        contacts.abandon(doer=self.agent, contact_id=self.contact_id, reason=reason)

    def _take(self, dice: Random) -> bool:
        if self.call is not None and self.contact_id is None:
            return False
        common: dict[str, Any] = {
            "doer": self.agent, "form": self.form, "contact_id": self.contact_id, "appeal_id": self.appeal_id,
            "version": None, "channel": Channel(self.course.channel),
        }  # fmt: skip
        if self.appeal_id is not None:
            found = sql.row("SELECT version FROM appeal WHERE id = %s", (self.appeal_id,))
            assert found is not None
            common["version"] = found["version"]
        taken = _ENDS[self.course.end](self, common, dice)
        self.appeal_id, self.order_id = taken.appeal_id, taken.order_id
        return True

    def _refuse(self, common: dict[str, Any], dice: Random) -> intake.Taken:
        versions = catalogue.versions(self.staff.region)
        ground = dice.choice(sorted(catalogue.grounds(self.staff.region, versions.of(Dictionary.GROUNDS))))
        return intake.refuse(ground=ground, explained=True, note=self.words(Says.REFUSE_NOTE, ""), **common)

    def _transfer(self, common: dict[str, Any], dice: Random) -> intake.Taken:
        versions = catalogue.versions(self.staff.region)
        target = dice.choice(sorted(catalogue.targets(self.staff.region, versions.of(Dictionary.TARGETS))))
        receipt = f"{target[:3].upper()}{dice.randrange(10**8):08d}"
        return intake.transfer(target=target, receipt=receipt, note=self.words(Says.TRANSFER_NOTE, ""), **common)

    def _dispatch(self, step: Step, order: dict[str, Any], dice: Random) -> None:
        lead = self._lead(order, dice)
        copies = [dice.choice(self.staff.bureaus).id] if self.course.copied else []
        instruction = self.words(Says.INSTRUCTION, lead.label) if dice.random() < 0.5 else ""
        doer = self.staff.one(Role.DISPATCHER, self.number)
        dispatching.dispatch(doer=doer, lead_id=lead.id, copy_ids=copies, instruction=instruction, **_seen(order))

    def _lead(self, order: dict[str, Any], dice: Random) -> UnitFact:
        """Whom the catalogue names; or the county in its place, or the township below it."""
        region = self.staff.region
        town, county = (organisation.unit(u) for u in self.place.units)
        versions = catalogue.versions(region)
        advice = catalogue.advice(region, versions, class_code=order["class_code"], area_code=order["area_code"])
        named = catalogue.resolve(region, versions, advice.lead, order["area_code"]) if advice else None
        if named is None or named.id not in self.staff.handling:
            named = county
        if named.type is UnitType.COUNTY and self.course.to_town:
            return town
        if named.type not in (UnitType.COUNTY, UnitType.TOWN) and self.course.to_county:
            return county
        return named

    def _at_unit(self, step: Step, order: dict[str, Any], dice: Random) -> None:
        unit = order["lead_unit_id"]
        here = {"doer": self.staff.clerk(unit), "assignment_id": order["lead_assignment_id"], **_seen(order)}
        label = organisation.unit_label(unit)
        if step is Step.SIGN:
            handling.sign(**here)
        elif step is Step.MISS:
            note = self.words(Says.CONTACT_UNREACHED, label)
            handling.record_contact(contacted_at=clock.now(), reached=False, reason="no_answer", note=note, **here)
        elif step is Step.CONTACT:
            reason = "anonymous" if self.form.petitioner.anonymous else ""
            note = self.words(Says.CONTACT_REACHED, label)
            handling.record_contact(contacted_at=clock.now(), reached=not reason, reason=reason, note=note, **here)
        else:
            result = dice.choices(list(_RESULTS), list(_RESULTS.values()))[0]
            told, inside = self.words(_REPLIES[result], label), self.words(Says.INTERNAL_NOTE, label)
            handling.reply(result=result, public_reply=told, internal_note=inside, **here)

    def _by_agent(self, step: Step, order: dict[str, Any], dice: Random) -> None:
        common: dict[str, Any] = {"appeal_id": self.appeal_id, "version": order["version"]}
        own_way = self.course.channel == Channel.PORTAL and step is not Step.COMPLETE
        doer = self._citizen if own_way else self.agent
        if step is Step.WITHDRAW:
            reason = dice.choice(("solved", "solved", "duplicate", "mistake", "personal"))
            note = self.words(Says.WITHDRAW_NOTE, "")
            supplements.withdraw(doer=doer, reason=reason, willing=True, note=note, **common)
        else:
            says = Says.URGE if step is Step.URGE else Says.SUPPLEMENT
            supplements.supplement(doer=doer, text=self.words(says, ""), **common)

    def _visit(self, step: Step, order: dict[str, Any], dice: Random) -> None:
        outcome, answer = _VISITS[step]
        doer = self.staff.one(Role.FOLLOW_UP, self.number)
        opinion = ""
        if answer is not None and dice.random() < 0.4:
            opinion = self.words(Says.REMARK_GOOD if answer is WELL else Says.REMARK_BAD, "")
        followups.record_visit(doer=doer, outcome=outcome, answer=answer, opinion=opinion, **_seen(order))

    def _rate(self, step: Step, order: dict[str, Any], dice: Random) -> None:
        assert self.appeal_id is not None
        opinion = self.words(Says.REMARK_GOOD, "") if dice.random() < 0.5 else ""
        followups.rate(by=self._citizen, appeal_id=self.appeal_id, answer=WELL, opinion=opinion)

    def _at_centre(self, step: Step, order: dict[str, Any], dice: Random) -> None:
        action, name, says, role = _AT_CENTRE[step]
        said = {name: self.words(says, organisation.unit_label(order["lead_unit_id"]))} if says else {}
        action(doer=self.staff.one(role, self.number), **said, **_seen(order))


def _seen(order: dict[str, Any]) -> dict[str, Any]:
    return {"order_id": order["id"], "version": order["version"]}


_AT_INTAKE = frozenset(
    {Step.OPEN, Step.HANG_UP, Step.CALL_IN_VAIN, Step.CALL_BACK, Step.FILE, Step.TAKE, Step.ABANDON}
)
_ENDS: dict[End, Callable[[Case, dict[str, Any], Random], intake.Taken]] = {
    End.ANSWER: lambda case, common, dice: intake.answer(answer=case.words(Says.ANSWER, ""), **common),
    End.REFUSE: lambda case, common, dice: case._refuse(common, dice),
    End.TRANSFER: lambda case, common, dice: case._transfer(common, dice),
    End.ORDER: lambda case, common, dice: intake.submit(**common),
}
_DO: dict[Step, Callable[[Case, Step, dict[str, Any], Random], None]] = {
    Step.DISPATCH: Case._dispatch,
    **dict.fromkeys((Step.SIGN, Step.MISS, Step.CONTACT, Step.REPLY), Case._at_unit),
    **dict.fromkeys((Step.COMPLETE, Step.ADD, Step.URGE, Step.WITHDRAW), Case._by_agent),
    **dict.fromkeys((Step.VISIT_WELL, Step.VISIT_BADLY, Step.DECLINE, Step.RING_IN_VAIN), Case._visit),
    Step.RATE_WELL: Case._rate,
    **dict.fromkeys((Step.SEND_BACK, Step.PASS_CHECK, Step.FAIL_CHECK, Step.REDO, Step.EXPLAIN), Case._at_centre),
}
_AT_CENTRE: dict[Step, tuple[Callable[..., Any], str, Says | None, Role]] = {
    Step.SEND_BACK: (dispatching.send_back, "missing", Says.MISSING, Role.DISPATCHER),
    Step.PASS_CHECK: (closing.pass_check, "", None, Role.DISPATCHER),
    Step.FAIL_CHECK: (closing.fail_check, "defects", Says.DEFECTS, Role.DISPATCHER),
    Step.REDO: (closing.redo, "opinion", Says.OPINION, Role.SUPERVISOR),
    Step.EXPLAIN: (closing.explain_end, "explanation", Says.EXPLANATION, Role.SUPERVISOR),
}
_VISITS: dict[Step, tuple[AttemptOutcome, Answer | None]] = {
    Step.VISIT_WELL: (AttemptOutcome.REACHED, WELL),
    Step.VISIT_BADLY: (AttemptOutcome.REACHED, BADLY),
    Step.DECLINE: (AttemptOutcome.DECLINED, None),
    Step.RING_IN_VAIN: (AttemptOutcome.NO_ANSWER, None),
}
