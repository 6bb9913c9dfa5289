"""One action under way: it holds rows, checks the table of transitions, folds events into rows, writes both at the end."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import Dictionary, Policy, Versions
from yihao.kernel import clock, ledger, sql
from yihao.kernel.calendar import Calendar, instant_words
from yihao.kernel.crypto import seal
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Change, Conflict, Forbidden, NotFound, WrongState
from yihao.kernel.values import Actor, Subject, Via
from yihao.orders.models import Appeal, Assignment, Order, Text
from yihao.orders.queries.history import changes_since, last_change
from yihao.orders.rules import guards
from yihao.orders.rules.fold import Facts, fold
from yihao.orders.rules.transitions import Near, Thing, Transition, Who, transition
from yihao.orders.values.states import Audience, TextKind
from yihao.organisation import queries as organisation
from yihao.organisation.values import Permission, Viewer

Doer = Viewer | Actor
"""A member of staff; or, as an Actor, a citizen or the system."""

MODELS: dict[Thing, type[models.Model]] = {Thing.APPEAL: Appeal, Thing.ORDER: Order, Thing.ASSIGNMENT: Assignment}
_BLANK: dict[Thing, Facts] = {
    Thing.APPEAL: {"appeal_type": "", "class_code": "", "area_code": "", "urgency": "normal", "secrecy": "open",
                   "subject_type": "person", "anonymous": False, "want_reply": True, "ground": "", "target": "", "receipt": ""},
    Thing.ORDER: {"result": "", "outcome": ""},
    Thing.ASSIGNMENT: {"result": ""},
}  # fmt: skip


@dataclass
class Held:
    """A row under the action's hands: its values, and which columns have to be written."""

    thing: Thing
    row: dict[str, Any]
    fresh: bool = False
    changed: set[str] = field(default_factory=set)

    @property
    def id(self) -> UUID:
        """The row's id."""
        found = self.row["id"]
        return found if isinstance(found, UUID) else UUID(found)

    def set(self, values: dict[str, Any]) -> None:
        """Change columns; they are written at the end of the action."""
        self.row.update(values)
        self.changed.update(values)


class Act:
    """The action: who, when, with which versions of the dictionaries; and what it will write."""

    def __init__(self, doer: Doer, at: datetime | None = None) -> None:
        if not connection.in_atomic_block:
            raise RuntimeError("an action outside a transaction")
        self.doer = doer
        self.region = doer.region
        self.now = clock.now()
        self.at = at or self.now
        self.by: Actor = doer if isinstance(doer, Actor) else organisation.actor(doer, None)
        self.versions: Versions = catalogue.versions(self.region)
        self._held: dict[UUID, Held] = {}
        self._entries: list[ledger.Entry] = []

    @property
    def policy(self) -> Policy:
        """The region's numbers (运行参数)."""
        return catalogue.policy(self.region, self.versions.of(Dictionary.POLICY))

    @property
    def calendar(self) -> Calendar:
        """The working calendar now in force."""
        return catalogue.calendar(self.region, self.versions)

    def hold(self, thing: Thing, row_id: UUID) -> Held:
        """Lock a row for this action. Raises NotFound."""
        if row_id not in self._held:
            table = MODELS[thing]._meta.db_table
            row = sql.row(f'SELECT * FROM "{table}" WHERE id = %s FOR UPDATE', (row_id,))
            if row is None or row["region"] != self.region:
                raise NotFound()
            self._held[row_id] = Held(thing, row)
        return self._held[row_id]

    def peek(self, thing: Thing, row_id: UUID) -> dict[str, Any]:
        """A row without locking it."""
        row = sql.row(f'SELECT * FROM "{MODELS[thing]._meta.db_table}" WHERE id = %s', (row_id,))
        if row is None:
            raise NotFound()
        return row

    def create(
        self, thing: Thing, name: str, payload: ledger.Payload, /, *, order_id: UUID | None = None, **more: Any
    ) -> Held:
        """Bring a subject into being by the transition `name`; `more` are columns beside the fold (sealed ones)."""
        assert isinstance(payload, transition(thing, name).event)
        key = more.pop("id", None) or new_id()
        if thing is Thing.ASSIGNMENT:
            more["order_id"] = order_id
        held = Held(thing, {"id": key, "region": self.region, **_BLANK[thing], **more}, fresh=True)
        self._held[key] = held
        self.change(held, name, payload, order_id=order_id)
        return held

    def change(self, held: Held, name: str, payload: ledger.Payload, *, order_id: UUID | None = None) -> None:
        """Do the transition `name` on a row: fold the event into it, and keep the event."""
        assert isinstance(payload, transition(held.thing, name).event)
        self._fold(held, payload, order_id)

    def note(self, held: Held, payload: ledger.Payload, *, order_id: UUID | None = None) -> None:
        """An event on a row that changes no state (a supplement)."""
        self._fold(held, payload, order_id)

    def say(
        self, subject: Subject, payload: ledger.Payload, *, order_id: UUID | None = None, at: datetime | None = None
    ) -> None:
        """An event on something that is not folded (a contact, a clock)."""
        self._entries.append(ledger.Entry(payload, subject, self.by, at or self.at, order_id))

    def _fold(self, held: Held, payload: ledger.Payload, order_id: UUID | None) -> None:
        held.set(fold(held.row, payload.kind, payload.to_json(), self.at.isoformat()))
        of = held.id if held.thing is Thing.ORDER else order_id
        subject = Subject(held.thing.value, held.id)
        self._entries.append(ledger.Entry(payload, subject, self.by, self.at, of, int(held.row["version"])))

    def write_text(
        self,
        *,
        appeal_id: UUID,
        kind: TextKind,
        audience: Audience,
        body: str,
        order_id: UUID | None = None,
        assignment_id: UUID | None = None,
        round: int = 0,
    ) -> UUID:
        """Append a text, sealed; its id."""
        key = new_id()
        sql.insert(
            Text,
            id=key,
            region=self.region,
            appeal_id=appeal_id,
            order_id=order_id,
            assignment_id=assignment_id,
            round=round,
            kind=kind.value,
            audience=audience.value,
            author=self.by.code,
            unit_id=self.by.unit_id,
            at=self.at,
            body=seal(body, "appeal_text.body", key),
        )
        return key

    def finish(self) -> None:
        """Write the rows and the events."""
        for held in self._held.values():
            model = MODELS[held.thing]
            if held.fresh:
                sql.insert(model, **held.row)
            elif held.changed:
                sql.update(model, held.id, **{c: held.row[c] for c in held.changed})
        ledger.write(*self._entries)

    def may(self, edge: Transition, *, centre_id: UUID, unit_id: UUID | None = None) -> None:
        """Refuse when the doer may not do this here; else the acting post is known. Raises Forbidden."""
        self.by = acting(edge, self.doer, centre_id=centre_id, unit_id=unit_id)

    def check(
        self,
        held: Held,
        name: str,
        *,
        version: int | None,
        centre_id: UUID,
        unit_id: UUID | None = None,
        of: Held | None = None,
    ) -> Transition:
        """The whole check of a transition on a held row: right, version, state. Raises Forbidden, Conflict, WrongState.

        `version` is what the doer saw (None: the system); it is the version of `of` where that is another row.
        """
        edge = transition(held.thing, name)
        self.may(edge, centre_id=centre_id, unit_id=unit_id)
        if version is not None and version != (of or held).row["version"]:
            raise self._conflict(of or held, version)
        if held.row["state"] not in edge.source:
            raise self._wrong_state(held, edge)
        return edge

    def guard(self, edge: Transition, situation: guards.Situation) -> None:
        """What the transition needs beyond. Raises WrongState with the reason."""
        if why := guards.refusal(edge.needs, situation):
            raise WrongState(title=why, detail="没有任何改动，您填写的内容仍在本页。")

    def _conflict(self, held: Held, version: int) -> Conflict:
        zone = organisation.zone_of(self.region)
        found = changes_since(held.thing.value, held.id, version)
        changes = [Change(c.at.astimezone(zone).isoformat(timespec="seconds"), c.who, c.what) for c in found]
        latest = found[-1] if found else None
        title = (
            f"{instant_words(self.now, latest.at, zone)} 已由{latest.who}{latest.what}" if latest else Conflict.title
        )
        return Conflict(title=title, changes=changes)

    def _wrong_state(self, held: Held, edge: Transition) -> WrongState:
        latest = last_change(held.thing.value, held.id)
        zone = organisation.zone_of(self.region)
        when = f"{instant_words(self.now, latest.at, zone)} 已由{latest.who}{latest.what}" if latest else "状态已变化"
        return WrongState(title=f"{when}，现在不能“{edge.label}”", detail="没有任何改动。请刷新查看最新情况。")


def acting(edge: Transition, doer: Doer, *, centre_id: UUID, unit_id: UUID | None) -> Actor:
    """The doer as actor of a transition, in the post that allows it. Raises Forbidden."""
    if isinstance(doer, Actor):
        who = {Via.PORTAL: Who.CITIZEN, Via.SYSTEM: Who.SYSTEM}.get(doer.via)
        if who not in edge.who:
            raise Forbidden(title=f"不能由此办理“{edge.label}”")
        return doer
    for permission in edge.who:
        if not isinstance(permission, Permission):
            continue
        if edge.near is Near.CENTRE:
            post = doer.within(permission, organisation.unit(centre_id).path)
        elif edge.near is Near.UNIT:
            post = doer.at(permission, unit_id) if unit_id else None
        else:
            post = next(iter(doer.posts_with(permission)), None)
        if post is not None:
            return organisation.actor(doer, post)
    raise Forbidden(title=f"您没有“{edge.label}”的权限", detail="须由有相应岗位的人员办理；如需授权请联系管理员。")
