"""Writes of 骚扰来电: the suspicion by count, the decision of a person, the appeal and its review, the end."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from yihao.calls.models import Nuisance
from yihao.calls.queries import nuisance as queries
from yihao.calls.queries.parameters import parameters
from yihao.calls.rules.nuisance import limit_error, may_review, suspicious
from yihao.calls.values.nuisance import (
    NuisanceAppealed,
    NuisanceDismissed,
    NuisanceEvidenced,
    NuisanceExpired,
    NuisanceLimited,
    NuisanceReason,
    NuisanceReviewed,
    NuisanceState,
    NuisanceSuspected,
)
from yihao.kernel import access, clock, ledger, sql
from yihao.kernel.crypto import seal, unseal
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Conflict, Forbidden, Invalid, NotFound, WrongState
from yihao.kernel.values import Actor, Subject, Via
from yihao.organisation import queries as organisation
from yihao.organisation.values import Viewer

SUBJECT = "nuisance"
_TEXT = 1000


@dataclass
class _Case:
    """A suspicion under somebody's hands."""

    row: dict[str, Any]
    by: Actor

    def change(self, payload: ledger.Payload, **values: Any) -> None:
        """Write columns and the event."""
        version = self.row["version"] + 1
        sql.update(Nuisance, self.row["id"], **values, version=version)
        ledger.write(ledger.Entry(payload, Subject(SUBJECT, self.row["id"]), self.by, clock.now(), version=version))


@transaction.atomic
def count_call(*, call_id: UUID) -> None:
    """Take note of an incoming call that is over: so many of one number in a day raise a suspicion. 66号(二)."""
    call = sql.row("SELECT * FROM call WHERE id = %s AND direction = 'in' AND caller_index IS NOT NULL", (call_id,))
    if call is None:
        return
    region, index = call["region"], bytes(call["caller_index"])
    zone = organisation.zone_of(region)
    start = call["arrived_at"].astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    counted = sql.row(
        "SELECT count(*) AS n FROM call WHERE region = %s AND caller_index = %s AND direction = 'in'"
        " AND arrived_at >= %s AND arrived_at < %s AND closed_at IS NOT NULL",
        (region, index, start, start + timedelta(days=1)),
    )
    assert counted is not None
    threshold = parameters(region).nuisance_calls
    if counted["n"] < threshold:
        return
    found = sql.row(
        "SELECT * FROM nuisance WHERE region = %s AND caller_index = %s ORDER BY suspected_at DESC LIMIT 1 FOR UPDATE",
        (region, index),
    )
    state = found["state"] if found else ""
    if found is not None and state == NuisanceState.SUSPECTED:
        sql.update(Nuisance, found["id"], calls=max(found["calls"], counted["n"]))
    elif state != NuisanceState.LIMITED and suspicious(
        counted["n"], threshold=threshold, day=start.date(), cleared_on=_cleared_on(found, region)
    ):
        _suspect(call, counted["n"])


def _cleared_on(found: dict[str, Any] | None, region: str) -> date | None:
    """The day on which a person last found nothing, or nothing any more, against the number."""
    if found is None or found["state"] not in (NuisanceState.DISMISSED, NuisanceState.LIFTED):
        return None
    at: datetime = found["reviewed_at"] or found["decided_at"]
    return at.astimezone(organisation.zone_of(region)).date()


def _suspect(call: dict[str, Any], calls: int) -> None:
    key, now = new_id(), clock.now()
    sql.insert(
        Nuisance, id=key, region=call["region"], caller_index=call["caller_index"],
        caller=seal(unseal(call["caller"], "call.caller", call["id"]), "nuisance.caller", key),
        state=NuisanceState.SUSPECTED.value, calls=calls, reason="", suspected_at=now, version=1,
    )  # fmt: skip
    by = Actor(call["region"], Via.SYSTEM)
    ledger.write(ledger.Entry(NuisanceSuspected(calls), Subject(SUBJECT, key), by, now, version=1))


@transaction.atomic
def limit(*, doer: Viewer, nuisance_id: UUID, version: int, reason: NuisanceReason, note: str, until: datetime) -> None:
    """A person decides that it is nuisance: for a reason, until a day. Raises Invalid, NotFound, Conflict, WrongState."""
    case = _hold(doer, nuisance_id, version, NuisanceState.SUSPECTED)
    if wrong := limit_error(clock.now(), until):
        raise Invalid.field_error("until", wrong)
    case.change(
        NuisanceLimited(reason.value, until), state=NuisanceState.LIMITED.value, reason=reason.value, until=until,
        note=_sealed(note, "note", nuisance_id), decided_at=clock.now(), decided_by=doer.account_id,
    )  # fmt: skip


@transaction.atomic
def dismiss(*, doer: Viewer, nuisance_id: UUID, version: int) -> None:
    """A person decides that it is none. Raises NotFound, Conflict, WrongState."""
    case = _hold(doer, nuisance_id, version, NuisanceState.SUSPECTED)
    case.change(
        NuisanceDismissed(), state=NuisanceState.DISMISSED.value, decided_at=clock.now(), decided_by=doer.account_id
    )


@transaction.atomic
def appeal(*, doer: Viewer, nuisance_id: UUID, version: int, text: str) -> None:
    """申诉: what the caller says against the limit, as it was told. Raises Invalid, Conflict, NotFound, WrongState."""
    case = _hold(doer, nuisance_id, version, NuisanceState.LIMITED)
    if case.row["appealed_at"] is not None and case.row["reviewed_at"] is None:
        raise Conflict(title="已有一份申诉在等待复核", detail="没有重复登记。")
    body = _sealed(text, "appeal", nuisance_id, needed=True)
    case.change(
        NuisanceAppealed(), appeal=body, appealed_at=clock.now(), reviewed_at=None, reviewed_by=None, answer=None
    )


@transaction.atomic
def review(*, doer: Viewer, nuisance_id: UUID, version: int, lift: bool, answer: str) -> None:
    """The appeal is decided by somebody else than who limited. Raises Forbidden, Invalid, Conflict, WrongState."""
    case = _hold(doer, nuisance_id, version, NuisanceState.LIMITED)
    if case.row["appealed_at"] is None or case.row["reviewed_at"] is not None:
        raise WrongState(title="没有等待复核的申诉")
    if not may_review(case.row["decided_by"], doer.account_id):
        raise Forbidden(title="申诉须由作出限制决定以外的人复核")
    state = NuisanceState.LIFTED if lift else NuisanceState.LIMITED
    body = _sealed(answer, "answer", nuisance_id, needed=True)
    case.change(
        NuisanceReviewed(lift), state=state.value, answer=body, reviewed_at=clock.now(), reviewed_by=doer.account_id
    )


def expire_due() -> int:
    """End the limits whose day has come, each once; how many ended here."""
    ended = 0
    for row in sql.rows(
        "SELECT id FROM nuisance WHERE state = %s AND until <= %s", (NuisanceState.LIMITED.value, clock.now())
    ):
        with transaction.atomic():
            found = sql.row(
                "SELECT * FROM nuisance WHERE id = %s AND state = %s FOR UPDATE SKIP LOCKED",
                (row["id"], NuisanceState.LIMITED.value),
            )
            if found is not None:
                case = _Case(found, Actor(found["region"], Via.SYSTEM))
                case.change(NuisanceExpired(), state=NuisanceState.EXPIRED.value)
                ended += 1
    return ended


@transaction.atomic
def evidence(*, doer: Viewer, nuisance_id: UUID) -> dict[str, Any]:
    """The number in clear and its calls, with what proves them, for the note to the police (66号(二): 线索移送公安机关).

    The look is in the access log and in the ledger. Raises NotFound, Forbidden.
    """
    by = _acting(doer)
    row = sql.row("SELECT * FROM nuisance WHERE id = %s AND region = %s", (nuisance_id, doer.region))
    if row is None:
        raise NotFound()
    calls = queries.calls_of(doer.region, row["caller_index"])
    access.note(by=by, action="evidence", subject_type=SUBJECT, subject_id=nuisance_id, field="phone")
    ledger.write(ledger.Entry(NuisanceEvidenced(len(calls)), Subject(SUBJECT, nuisance_id), by, clock.now()))
    return {
        **queries.told([row])[0],
        "number": unseal(row["caller"], "nuisance.caller", row["id"]),
        "made_at": clock.now(),
        "made_by": doer.name,
        "rows": calls,
    }


def _acting(doer: Viewer) -> Actor:
    return organisation.actor(doer, queries.decides(doer))


def _hold(doer: Viewer, nuisance_id: UUID, version: int, state: NuisanceState) -> _Case:
    by = _acting(doer)
    row = sql.row("SELECT * FROM nuisance WHERE id = %s AND region = %s FOR UPDATE", (nuisance_id, doer.region))
    if row is None:
        raise NotFound()
    if row["version"] != version:
        raise Conflict(title="这件骚扰来电刚刚有了变化", detail="没有做任何改动。请刷新后再办。")
    if row["state"] != state:
        raise WrongState(title="现在不能这样办理", detail="没有做任何改动。请刷新查看最新情况。")
    return _Case(row, by)


def _sealed(text: str, column: str, key: UUID, *, needed: bool = False) -> bytes | None:
    text = text.strip()
    if needed and not text:
        raise Invalid.field_error("text", "请写明内容")
    if len(text) > _TEXT:
        raise Invalid.field_error("text", f"最多 {_TEXT} 字，现有 {len(text)} 字")
    return seal(text, f"nuisance.{column}", key) if text else None
