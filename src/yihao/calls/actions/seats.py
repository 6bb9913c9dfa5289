"""Signing on and off at a telephone, and what a person chooses there."""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from yihao.calls.models import Seat, SeatSpan, Skills
from yihao.calls.queries.parameters import parameters
from yihao.calls.rules.seats import SeatRow, chosen, moved
from yihao.calls.values.seats import (
    BUSY_NAMES,
    ENGAGED,
    Device,
    HelpAsked,
    SeatChanged,
    SeatSignedOn,
    SeatState,
    SkillsSet,
)
from yihao.hotlines import queries as hotlines
from yihao.hotlines.values import SkillKind
from yihao.kernel import clock, ledger, sql
from yihao.kernel.crypto import seal
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Forbidden, Invalid, NotFound, WrongState
from yihao.kernel.values import Actor, Subject, Via
from yihao.organisation import queries as organisation
from yihao.organisation.models import Account
from yihao.organisation.rosters.values import Place
from yihao.organisation.values import Permission, Viewer

WAKE_SEATS = "yihao_seats"
_COMMON = frozenset({SkillKind.GENERAL, SkillKind.CONSULT, SkillKind.COMPLAINT})
LONGEST = timedelta(hours=14)
"""A seat that nobody signed off is signed off after so long: its password must not live on."""


@transaction.atomic
def sign_on(*, doer: Viewer, place: Place, device: Device = Device.BROWSER, key: UUID | None = None) -> UUID:
    """Sign on at a telephone of one's own for this time; the seat's id (`key`, where it is known before). Signing on again
    ends the earlier time.

    Raises Forbidden, WrongState during a call.
    """
    post = next(iter(doer.posts_with(Permission.TAKE_CALL)), None)
    if post is None:
        raise Forbidden(title="您没有接听电话的权限")
    earlier = _open(doer.account_id)
    if earlier is not None:
        if earlier.state in ENGAGED:
            raise WrongState(title="您正在通话，不能重新签入", detail="请在原来的窗口结束通话。")
        _off(earlier, by=organisation.actor(doer, post), forced=False)
    at, key = clock.now(), key or new_id()
    # Who may not record appeals calls out only: a call that is taken needs its record.
    records = Permission.RECORD_APPEAL in doer.permissions
    skills = tuple(skills_of(doer, post.unit_id)) if records else ()
    sql.insert(
        Seat,
        id=key,
        region=doer.region,
        account_id=doer.account_id,
        unit_id=post.unit_id,
        place=place.value,
        device=device.value,
        endpoint=f"seat-{key.hex[-16:]}",
        secret=seal(secrets.token_urlsafe(24), "seat.secret", key),
        skills=list(skills),
        state=SeatState.BUSY.value,
        reason="",
        since=at,
        idle_since=at,
        wish="",
        needs_help=False,
        made=False,
        signed_on=at,
    )
    said = SeatSignedOn(doer.account_id, post.unit_id, place.value, skills)
    ledger.write(ledger.Entry(said, Subject("seat", key), organisation.actor(doer, post), at))
    wake()
    return key


@transaction.atomic
def sign_off(*, doer: Viewer) -> None:
    """Sign off. During a call it comes true when the call is over."""
    seat = _mine(doer)
    if seat.state in ENGAGED:
        sql.update(Seat, seat.id, wish=SeatState.OFF.value)
        return
    _off(seat, by=organisation.actor(doer, None), forced=False)
    wake()


@transaction.atomic
def choose(*, doer: Viewer, state: SeatState, reason: str = "") -> None:
    """Ready, or busy for a reason. During a call it comes true when the call is over. Raises Invalid, WrongState."""
    if reason and reason not in BUSY_NAMES:
        raise Invalid.field_error("reason", "请选择示忙原因")
    seat = _mine(doer)
    _set(seat, state, reason, by=organisation.actor(doer, None), forced=False)


@transaction.atomic
def force(*, doer: Viewer, seat_id: UUID, state: SeatState, reason: str = "") -> None:
    """A supervisor puts a seat into a state, or signs it off (领域档案 B13). Raises Forbidden, NotFound, WrongState."""
    seat = _row("id = %s AND signed_off IS NULL", seat_id)
    if seat is None or seat.region != doer.region:
        raise NotFound(title="座席已经签退")
    post = doer.within(Permission.SUPERVISE_CALL, organisation.unit(seat.unit_id).path)
    if post is None:
        raise Forbidden(title="不在您的管理范围内")
    by = organisation.actor(doer, post)
    if state is SeatState.OFF:
        if seat.state in ENGAGED:
            sql.update(Seat, seat.id, wish=SeatState.OFF.value)
        else:
            _off(seat, by=by, forced=True)
        wake()
        return
    _set(seat, state, reason, by=by, forced=True)


@transaction.atomic
def ask_help(*, doer: Viewer, wanted: bool) -> None:
    """The help button: supervisors see it on the wallboard at once."""
    seat = _mine(doer)
    sql.update(Seat, seat.id, needs_help=wanted)
    said = HelpAsked(doer.account_id, wanted)
    ledger.write(ledger.Entry(said, Subject("seat", seat.id), organisation.actor(doer, None), clock.now()))


@transaction.atomic
def set_skills(*, by: Actor, account_id: UUID, skills: list[str]) -> None:
    """What a person can take. A seat that is signed on has it at once. Raises NotFound, Invalid for an unknown skill."""
    account = Account.objects.filter(id=account_id, region=by.region).first()
    if account is None:
        raise NotFound(title="没有这个账号")
    person = organisation.viewer_of(account)
    if skills and Permission.RECORD_APPEAL not in person.permissions:
        raise Invalid.field_error("skills", "此人没有受理诉求的权限，不能接听来电")
    unknown = sorted(set(skills) - set(hotlines.skills(by.region)))
    if unknown:
        raise Invalid.field_error("skills", f"没有这样的技能：{'、'.join(unknown)}")
    Skills.objects.update_or_create(account_id=account_id, defaults={"skills": sorted(set(skills))})
    sql.execute(
        "UPDATE seat SET skills = %s WHERE account_id = %s AND signed_off IS NULL", (sorted(set(skills)), account_id)
    )
    said = SkillsSet(account_id, tuple(sorted(set(skills))))
    ledger.write(ledger.Entry(said, Subject("account", account_id), by, clock.now()))
    wake()


def sign_off_forgotten() -> int:
    """Sign off the seats that nobody signed off; how many."""
    rows = sql.rows(
        "SELECT * FROM seat WHERE signed_off IS NULL AND signed_on < %s AND state NOT IN ('offered', 'talking')",
        (clock.now() - LONGEST,),
    )
    for row in rows:
        with transaction.atomic():
            seat = _row("id = %s AND signed_off IS NULL", row["id"])
            if seat is not None and seat.state not in ENGAGED:
                _off(seat, by=Actor(seat.region, Via.SYSTEM), forced=False)
    if rows:
        wake()
    return len(rows)


def skills_of(doer: Viewer, unit_id: UUID) -> list[str]:
    """The skills set for a person; without any, those of the person's own unit: the queues of the unit's kept seats
    (方案 三(一)2, 3), or at the centre the queues that need no special knowledge."""
    kept = Skills.objects.filter(account_id=doer.account_id).values_list("skills", flat=True).first()
    if kept:
        return list(kept)
    unit, known = organisation.unit(unit_id), hotlines.skills(doer.region)
    own = [code for code, skill in known.items() if skill.unit == unit.code]
    return own or [code for code, skill in known.items() if not skill.unit and skill.kind in _COMMON]


def wake() -> None:
    """Let the switchboard look at the seats when this transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {WAKE_SEATS}")


def _set(seat: SeatRow, state: SeatState, reason: str, *, by: Actor, forced: bool) -> None:
    now_state = chosen(seat, state, reason)
    if now_state is None:
        sql.update(Seat, seat.id, wish=f"{state.value}:{reason}" if reason else state.value)
        return
    _move(seat, now_state, reason, by=by, forced=forced)
    wake()


def _off(seat: SeatRow, *, by: Actor, forced: bool) -> None:
    _move(seat, SeatState.OFF, "", by=by, forced=forced)
    sql.update(Seat, seat.id, signed_off=clock.now(), call_id=None)


def _move(seat: SeatRow, state: SeatState, reason: str, *, by: Actor, forced: bool) -> None:
    at = clock.now()
    wrap = timedelta(seconds=parameters(seat.region).wrap_up_seconds)
    new = moved(seat, state, None, at=at, wrap_up=wrap, reason=reason)
    sql.insert(
        SeatSpan,
        id=new_id(),
        region=seat.region,
        seat_id=seat.id,
        account_id=seat.account_id,
        unit_id=seat.unit_id,
        state=seat.state.value,
        reason=seat.reason,
        began=seat.since,
        ended=at,
    )
    sql.update(Seat, seat.id, **new)
    said = SeatChanged(seat.account_id, new["state"], new["reason"], forced)
    ledger.write(ledger.Entry(said, Subject("seat", seat.id), by, at))


def _mine(doer: Viewer) -> SeatRow:
    seat = _open(doer.account_id)
    if seat is None:
        raise WrongState(title="您还没有签入话机", detail="请先签入座席。")
    return seat


def _open(account_id: UUID) -> SeatRow | None:
    return _row("account_id = %s AND signed_off IS NULL", account_id)


def _row(condition: str, *params: Any) -> SeatRow | None:
    found = sql.row(f"SELECT * FROM seat WHERE {condition} FOR UPDATE", params)
    return SeatRow.of(found) if found else None
