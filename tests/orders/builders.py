"""Builders: the staff of a city, an appeal, an order brought to a given state through real actions only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

import pytest

from yihao.followups import actions as followups
from yihao.followups.rules import Answer
from yihao.followups.values import AttemptOutcome, Satisfaction, Solved
from yihao.kernel import clock, sql
from yihao.kernel.crypto import unseal
from yihao.kernel.ids import new_id
from yihao.kernel.snapshot import forget
from yihao.kernel.values import Actor, Via
from yihao.orders.actions import closing, contacts, dispatching, handling, intake, supplements
from yihao.orders.actions.act import Held
from yihao.orders.actions.intake import Taken
from yihao.orders.actions.ticker import tick_due
from yihao.orders.values.intake import Form, PetitionerForm
from yihao.orders.values.states import Channel, ClockKind, OrderState, Outcome, Result
from yihao.organisation import queries as organisation
from yihao.organisation.models import Account, Grant
from yihao.organisation.values import Role, UnitFact, Viewer

ROLLED_BACK = pytest.mark.django_db(databases=["default", "side"])
"""Numbers are drawn on the connection `side`."""
COMMITTED = pytest.mark.django_db(databases=["default", "side"], transaction=True)
"""For what several connections do at once."""

MORNING = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
"""Tuesday 09:00 in Jiujiang, in a year whose holidays are known."""
PHONE = "13812345678"
NAME = "张三丰"
ORDINARY = "010101"
"""公租房申请与分配: the general limit, 5 working days; the county leads."""
WATER = "110101"
"""停水: the limit of water, power, gas and heat."""
TOWN = "360402001"
"""十里街道, in 濂溪区."""
GOOD = Answer(True, Solved.YES, Satisfaction.SATISFIED)
BAD = Answer(True, Solved.NO, Satisfaction.DISSATISFIED)


class Hands:
    """The hands of the test's clock."""

    def __init__(self) -> None:
        self.now = MORNING

    def read(self) -> datetime:
        return self.now

    def move(self, **by: float) -> datetime:
        """Let time pass; the new instant."""
        self.now += timedelta(**by)
        return self.now

    def to(self, instant: datetime) -> datetime:
        self.now = instant
        return instant


def beijing(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    """An instant by the wall clock of Jiujiang."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def pack_in_force_since(year: int) -> None:
    """The pack was loaded just now; let its dictionaries be in force for the time of the tests too."""
    sql.execute("UPDATE dictionary_version SET effective_from = %s", (datetime(year, 11, 1, tzinfo=UTC),))
    forget()


STAFF: dict[str, tuple[tuple[Role, str], ...]] = {
    "agent": ((Role.AGENT, "JJ-ZX"),),
    "second_agent": ((Role.AGENT, "JJ-ZX"),),
    "dispatcher": ((Role.DISPATCHER, "JJ-ZX"),),
    "second_dispatcher": ((Role.DISPATCHER, "JJ-ZX"),),
    "caller_back": ((Role.FOLLOW_UP, "JJ-ZX"),),
    "supervisor": ((Role.SUPERVISOR, "JJ-ZX"),),
    "administrator": ((Role.ADMINISTRATOR, "JJ-ZX"),),
    "auditor": ((Role.AUDITOR, "JJ-ZX"),),
    "clerk": ((Role.UNIT_CLERK, "JJ-360402"),),
    "leader": ((Role.UNIT_LEADER, "JJ-360402"),),
    "town_clerk": ((Role.UNIT_CLERK, "JJ-360402001"),),
    "other_clerk": ((Role.UNIT_CLERK, "JJ-360403"),),
    "water_clerk": ((Role.UNIT_CLERK, "JJ-SWGS"),),
    "county_agent": ((Role.AGENT, "JJ-360402"),),
    "county_dispatcher": ((Role.DISPATCHER, "JJ-360402"),),
    "other_dispatcher": ((Role.DISPATCHER, "JJ-360403"),),
    "other_caller_back": ((Role.FOLLOW_UP, "JJ-360403"),),
    "other_supervisor": ((Role.SUPERVISOR, "JJ-360403"),),
    "other_agent": ((Role.AGENT, "JJ-360403"),),
    "government_dispatcher": ((Role.DISPATCHER, "JJ"),),
    "agent_who_calls_back": ((Role.AGENT, "JJ-ZX"), (Role.FOLLOW_UP, "JJ-ZX")),
    "clerk_who_calls_back": ((Role.UNIT_CLERK, "JJ-360402"), (Role.FOLLOW_UP, "JJ-ZX")),
}
"""Sign-in name → posts."""
AT_HOME = {
    Role.AGENT: "agent", Role.DISPATCHER: "dispatcher", Role.FOLLOW_UP: "caller_back", Role.SUPERVISOR: "supervisor",
    Role.ADMINISTRATOR: "administrator", Role.AUDITOR: "auditor", Role.UNIT_CLERK: "clerk", Role.UNIT_LEADER: "leader",
}  # fmt: skip
"""One person for each role: the centre's, or of the unit that has the lead."""


@dataclass
class City:
    """A region with its staff."""

    region: str
    hands: Hands
    accounts: dict[str, Account] = field(default_factory=dict)
    viewers: dict[str, Viewer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.employ(STAFF)

    def employ(self, staff: dict[str, tuple[tuple[Role, str], ...]]) -> None:
        """People with these posts. (Without a usable password: hashing one costs more than the rest of a test.)"""
        self.accounts |= {
            username: Account(
                id=new_id(), region=self.region, username=username, name=f"甲{username}", password="!",
                must_change_password=False, created_at=clock.now(),
            )
            for username in staff
        }  # fmt: skip
        Account.objects.bulk_create([self.accounts[username] for username in staff])
        Grant.objects.bulk_create(
            Grant(
                account=self.accounts[name], role=role.value, unit_id=self.unit(code).id, valid_from=date(2021, 11, 1)
            )
            for name, posts in staff.items()
            for role, code in posts
        )

    def __getattr__(self, username: str) -> Viewer:
        """The person of that name as a viewer."""
        if username.startswith("_") or username not in self.accounts:
            raise AttributeError(username)
        if username not in self.viewers:
            self.viewers[username] = organisation.viewer_of(self.accounts[username])
        return self.viewers[username]

    def unit(self, code: str) -> UnitFact:
        return organisation.units_by_code()[self.region, code]

    def change_unit(self, code: str, **columns: Any) -> None:
        """Change a unit's columns."""
        sets = ", ".join(f"{name} = %s" for name in columns)
        sql.execute(f"UPDATE unit SET {sets} WHERE code = %s", (*columns.values(), code))
        forget()

    @cached_property
    def citizen(self) -> Actor:
        return Actor(self.region, Via.PORTAL, name="诉求人")

    @cached_property
    def system(self) -> Actor:
        return Actor(self.region, Via.SYSTEM)


def form(**changes: Any) -> Form:
    """A request for help that can be dispatched; `name`, `phone`, `anonymous` are the petitioner's."""
    who = {k: changes.pop(k) for k in ("name", "phone", "anonymous") if k in changes}
    given = Form(
        appeal_type="help",
        title="公租房漏水无人维修",
        content="楼上漏水三个星期，物业推诿，墙面已经发霉。",
        class_code=ORDINARY,
        area_code=TOWN,
        address="十里大道88号3栋502室",
        petitioner=PetitionerForm(**{"name": NAME, "phone": PHONE, **who}),
    )
    return replace(given, **changes)


@dataclass
class Case:
    """An order on its way. Every method is one real action, by default by the person whose work it is."""

    city: City
    taken: Taken

    @property
    def id(self) -> UUID:
        assert self.taken.order_id is not None
        return self.taken.order_id

    @property
    def row(self) -> dict[str, Any]:
        found = sql.row("SELECT * FROM work_order WHERE id = %s", (self.id,))
        assert found is not None
        return found

    @property
    def state(self) -> str:
        return str(self.row["state"])

    @property
    def version(self) -> int:
        return int(self.row["version"])

    @property
    def appeal(self) -> dict[str, Any]:
        found = sql.row("SELECT * FROM appeal WHERE id = %s", (self.taken.appeal_id,))
        assert found is not None
        return found

    @property
    def assignments(self) -> list[dict[str, Any]]:
        return sql.rows("SELECT * FROM assignment WHERE order_id = %s ORDER BY role DESC, issued_at, id", (self.id,))

    @property
    def lead(self) -> dict[str, Any]:
        return next(a for a in self.assignments if a["role"] == "lead")

    def clocks(self, kind: ClockKind) -> list[dict[str, Any]]:
        """The clocks of a kind, oldest first."""
        return sql.rows(
            "SELECT * FROM clock WHERE order_id = %s AND kind = %s ORDER BY started_at", (self.id, kind.value)
        )

    def clock(self, kind: ClockKind) -> dict[str, Any]:
        """The newest clock of a kind."""
        return self.clocks(kind)[-1]

    @property
    def running(self) -> set[str]:
        found = sql.rows("SELECT kind FROM clock WHERE order_id = %s AND stopped_at IS NULL", (self.id,))
        return {r["kind"] for r in found}

    @property
    def events(self) -> list[str]:
        """Kinds of the order's own events, in order."""
        found = sql.rows("SELECT kind FROM event WHERE subject_id = %s ORDER BY version", (self.id,))
        return [r["kind"] for r in found]

    def dispatch(
        self, by: Viewer | None = None, lead: str = "JJ-360402", copies: Sequence[str] = (), instruction: str = "",
        version: int | None = None,
    ) -> "Case":  # fmt: skip
        unit = self.city.unit
        dispatching.dispatch(
            doer=by or self.city.dispatcher, order_id=self.id, version=self.version if version is None else version,
            lead_id=unit(lead).id, copy_ids=[unit(c).id for c in copies], instruction=instruction,
        )  # fmt: skip
        return self

    def send_back(self, by: Viewer | None = None, missing: str = "请补充楼栋和房号") -> "Case":
        dispatching.send_back(doer=by or self.city.dispatcher, order_id=self.id, version=self.version, missing=missing)
        return self

    def supplement(self, by: Viewer | Actor | None = None, text: str = "3栋502室") -> "Case":
        supplements.supplement(
            doer=by or self.city.agent, appeal_id=self.taken.appeal_id, text=text, version=self.version
        )
        return self

    def withdraw(self, by: Viewer | Actor | None = None) -> "Case":
        supplements.withdraw(
            doer=by or self.city.agent,
            appeal_id=self.taken.appeal_id,
            version=self.version,
            reason="solved",
            willing=True,
        )
        return self

    def sign(self, by: Viewer | None = None) -> "Case":
        handling.sign(doer=by or self.city.clerk, order_id=self.id, assignment_id=self._lead_id(), version=self.version)
        return self

    def contact(self, by: Viewer | None = None, reached: bool = True, **more: Any) -> "Case":
        handling.record_contact(
            doer=by or self.city.clerk, order_id=self.id, assignment_id=self._lead_id(), version=self.version,
            contacted_at=more.pop("at", None) or clock.now(), reached=reached, **more,
        )  # fmt: skip
        return self

    def reply(self, by: Viewer | None = None, public: str = "已安排维修，三日内完成。", **more: Any) -> "Case":
        handling.reply(
            doer=by or self.city.clerk, order_id=self.id, assignment_id=self._lead_id(), version=self.version,
            result=Result.SOLVED, public_reply=public, **more,
        )  # fmt: skip
        return self

    def pass_check(self, by: Viewer | None = None) -> "Case":
        closing.pass_check(doer=by or self.city.dispatcher, order_id=self.id, version=self.version)
        return self

    def fail_check(self, by: Viewer | None = None, defects: str = "请写清楚完成时间") -> "Case":
        closing.fail_check(doer=by or self.city.dispatcher, order_id=self.id, version=self.version, defects=defects)
        return self

    def visit(
        self, answer: Answer | None = GOOD, outcome: AttemptOutcome | None = None, by: Viewer | None = None, **more: Any
    ) -> "Case":
        given = outcome or (AttemptOutcome.REACHED if answer else AttemptOutcome.NO_ANSWER)
        followups.record_visit(
            doer=by or self.city.caller_back, order_id=self.id, version=self.version, outcome=given,
            answer=answer if given is AttemptOutcome.REACHED else None, **more,
        )  # fmt: skip
        return self

    def ring(self, outcome: AttemptOutcome = AttemptOutcome.NO_ANSWER) -> "Case":
        """An attempt in vain."""
        return self.visit(None, outcome)

    def rate(self, answer: Answer, opinion: str = "") -> "Case":
        followups.rate(by=self.city.citizen, appeal_id=self.taken.appeal_id, answer=answer, opinion=opinion)
        return self

    def redo(self, by: Viewer | None = None, opinion: str = "请重新核实并办理") -> "Case":
        closing.redo(doer=by or self.city.supervisor, order_id=self.id, version=self.version, opinion=opinion)
        return self

    def explain_end(self, by: Viewer | None = None) -> "Case":
        closing.explain_end(
            doer=by or self.city.supervisor,
            order_id=self.id,
            version=self.version,
            explanation="依规定不能办理，理由如下。",
        )
        return self

    def archive(self) -> "Case":
        closing.archive(order_id=self.id, doer=self.city.system)
        return self

    def handled(self) -> "Case":
        """The unit's whole work of a round, and the centre's check of it."""
        if self.state == OrderState.PENDING_SIGN:
            self.sign()
        return self.contact().reply().pass_check()

    def _lead_id(self) -> UUID:
        found = self.row["lead_assignment_id"]
        return found if found is not None else new_id()


def called(city: City, by: Viewer | None = None, phone: str = PHONE, channel: Channel = Channel.PHONE) -> UUID:
    """Somebody is on the line; the contact's id."""
    return contacts.open_contact(doer=by or city.agent, channel=channel, caller_phone=phone, called_number="12345")


def submitted(city: City, by: Viewer | None = None, **changes: Any) -> Case:
    """An order that waits for dispatch."""
    return Case(city, intake.submit(doer=by or city.agent, form=form(**changes)))


def filed(city: City, **changes: Any) -> Taken:
    """An appeal that a citizen filed in the portal."""
    changes = {"class_code": "", **changes}
    return intake.file_appeal(by=city.citizen, form=form(**changes), owner="session")


def waiting(city: City, **changes: Any) -> Case:
    return submitted(city, **changes).send_back()


def dispatched(city: City, **changes: Any) -> Case:
    return submitted(city, **changes).dispatch()


def signed(city: City, **changes: Any) -> Case:
    return dispatched(city, **changes).sign()


def replied(city: City, **changes: Any) -> Case:
    return signed(city, **changes).contact().reply()


def checked(city: City, **changes: Any) -> Case:
    return replied(city, **changes).pass_check()


def doubted(city: City, **changes: Any) -> Case:
    return checked(city, **changes).visit(BAD)


def closed(city: City, **changes: Any) -> Case:
    return checked(city, **changes).visit(GOOD)


def archived(city: City, **changes: Any) -> Case:
    return closed(city, **changes).archive()


def withdrawn(city: City, **changes: Any) -> Case:
    return dispatched(city, **changes).withdraw()


BRING: dict[OrderState, Callable[..., Case]] = {
    OrderState.PENDING_REVIEW: submitted,
    OrderState.PENDING_SUPPLEMENT: waiting,
    OrderState.PENDING_SIGN: dispatched,
    OrderState.IN_PROGRESS: signed,
    OrderState.PENDING_CHECK: replied,
    OrderState.PENDING_VISIT: checked,
    OrderState.REDO_REVIEW: doubted,
    OrderState.CLOSED: closed,
    OrderState.ARCHIVED: archived,
    OrderState.WITHDRAWN: withdrawn,
}
"""An order in each state."""


def close_directly(case: Case, doer: Viewer | Actor) -> Held:
    return closing.close(doer=doer, order_id=case.id, outcome=Outcome.SATISFIED, version=case.version)


def doubt_directly(case: Case, doer: Viewer | Actor) -> Held:
    return closing.doubt(doer=doer, order_id=case.id, rating_id=new_id(), version=case.version)


def complain_directly(case: Case, doer: Actor) -> Held:
    return closing.complain(doer=doer, order_id=case.id, rating_id=new_id())


DRIVE: dict[str, Callable[[Case], object]] = {
    "dispatch": Case.dispatch,
    "send_back": Case.send_back,
    "supplement": Case.supplement,
    "begin": Case.sign,
    "reply": Case.reply,
    "pass_check": Case.pass_check,
    "fail_check": Case.fail_check,
    "close": lambda case: close_directly(case, case.city.caller_back),
    "doubt": lambda case: doubt_directly(case, case.city.caller_back),
    "complain": lambda case: complain_directly(case, case.city.citizen),
    "redo": Case.redo,
    "explain_end": Case.explain_end,
    "withdraw": Case.withdraw,
    "archive": Case.archive,
}
"""The action behind each edge of the order, done by the person whose work it is."""


def tick(hands: Hands, instant: datetime | None = None) -> int:
    """Let the ticker come by."""
    if instant is not None:
        hands.to(instant)
    return tick_due()


def message_texts(about: UUID, template: str) -> list[str]:
    """Texts in the outbox about something, opened."""
    found = sql.rows(
        "SELECT id, text FROM message WHERE subject_id = %s AND template = %s ORDER BY created_at", (about, template)
    )
    return [unseal(m["text"], "message.text", m["id"]) for m in found]


def texts_of(case: Case, kind: str) -> list[str]:
    """The appeal's texts of a kind, opened."""
    found = sql.rows(
        "SELECT id, body FROM appeal_text WHERE appeal_id = %s AND kind = %s ORDER BY at, id",
        (case.taken.appeal_id, kind),
    )
    return [unseal(t["body"], "appeal_text.body", t["id"]) for t in found]


def events_about(kind: str, subject_id: UUID) -> list[dict[str, Any]]:
    return sql.rows(
        "SELECT * FROM event WHERE kind = %s AND subject_id = %s ORDER BY recorded_at, id", (kind, subject_id)
    )
