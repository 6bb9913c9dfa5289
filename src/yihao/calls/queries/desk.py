"""What a person at a telephone sees: the seat, the call in it, who calls."""

from typing import Any
from uuid import UUID

from yihao.calls.rules.kept import call_of, step_of
from yihao.calls.values.calls import (
    OUTCOME_NAMES,
    PHASE_NAMES,
    SCORE_NAMES,
    SUPERVISING,
    Call,
    Leg,
    Outcome,
    Phase,
    Step,
)
from yihao.calls.values.seats import BUSY_NAMES, PLACE_NAMES, SEAT_STATE_NAMES, BusyReason, SeatState
from yihao.hotlines import queries as hotlines
from yihao.kernel import sql
from yihao.kernel.crypto import unseal
from yihao.kernel.masking import mask
from yihao.kernel.problems import NotFound
from yihao.organisation import queries as organisation
from yihao.organisation.rosters.values import Place
from yihao.organisation.values import Permission, Viewer


def my_seat(viewer: Viewer) -> dict[str, Any] | None:
    """The seat at which I am signed on, with its telephone's password and the call in it; None when I am not."""
    row = sql.row("SELECT * FROM seat WHERE account_id = %s AND signed_off IS NULL", (viewer.account_id,))
    if row is None:
        return None
    return {
        **seat_brief(row),
        "device": row["device"],
        "endpoint": row["endpoint"],
        "password": unseal(row["secret"], "seat.secret", row["id"]),
        "registered": row["made"],
        "wish": row["wish"],
        "needs_help": row["needs_help"],
        "call": call_in(viewer, row) if row["call_id"] else None,
        "last_call": _last(viewer, row) if not row["call_id"] else None,
    }


def seat_brief(row: dict[str, Any]) -> dict[str, Any]:
    """A seat in a few words."""
    state = SeatState(row["state"])
    return {
        "id": row["id"],
        "state": state.value,
        "state_name": SEAT_STATE_NAMES[state],
        "reason": row["reason"],
        "reason_name": BUSY_NAMES[BusyReason(row["reason"])] if row["reason"] else "",
        "since": row["since"],
        "wrap_until": row["wrap_until"],
        "place_name": PLACE_NAMES[Place(row["place"])],
        "skills": [_skill_name(row["region"], s) for s in row["skills"]],
    }


def call_in(viewer: Viewer, seat: dict[str, Any]) -> dict[str, Any] | None:
    """The live call in a seat: dialled number and its hotline, the caller masked, who takes part, what my part is."""
    row = sql.row("SELECT * FROM call WHERE id = %s", (seat["call_id"],))
    if row is None:
        return None
    call = read_call(row)
    mine = next((leg for leg in call.legs.values() if leg.seat_id == seat["id"]), None)
    lead = call.seat
    return {
        **call_brief(viewer.region, row),
        "contact_id": row["contact_id"],
        "held": call.held,
        "my_part": mine.why if mine else "",
        "leading": bool(lead and lead.seat_id == seat["id"]),
        "last_rating": _last_rating(viewer.region, row),
        "parties": [
            _party(leg, leg is mine) for leg in call.legs.values() if leg.why not in SUPERVISING or leg is mine
        ],
    }


def call_brief(region: str, row: dict[str, Any]) -> dict[str, Any]:
    """A call in a few words; the caller's number masked."""
    phone = unseal(row["caller"], "call.caller", row["id"])
    return {
        "id": row["id"],
        "direction": row["direction"],
        "phase": row["phase"],
        "phase_name": PHASE_NAMES[Phase(row["phase"])],
        "called": row["called"],
        "called_name": hotlines.called_name(region, row["called"]),
        "caller": {
            "text": mask("phone", phone),
            "field": "phone",
            "subject_type": "contact",
            "subject_id": row["contact_id"] or row["id"],
            "revealable": bool(phone and row["contact_id"]),
        },
        "hidden": not phone,
        "skill_name": _skill_name(region, row["skill"]) if row["skill"] else "",
        "arrived_at": row["arrived_at"],
        "entered_at": row["entered_at"],
        "answered_at": row["answered_at"],
    }


def read_call(row: dict[str, Any]) -> Call:
    """A call as its steps tell."""
    return call_of(row, steps_of(row["id"]))


def steps_of(call_id: UUID) -> list[Step]:
    """The steps of a call in their order."""
    rows = sql.rows("SELECT * FROM call_step WHERE call_id = %s ORDER BY at, id", (call_id,))
    return [step_of(r) for r in rows]


def _last_rating(region: str, row: dict[str, Any]) -> str:
    """What this caller said of the last call that was rated, in words (领域档案 B6); empty when there is none."""
    if row["caller_index"] is None:
        return ""
    rated = sql.row(
        "SELECT score FROM call WHERE region = %s AND caller_index = %s AND score <> '' AND id <> %s"
        " ORDER BY arrived_at DESC LIMIT 1",
        (region, row["caller_index"], row["id"]),
    )
    return SCORE_NAMES[rated["score"]] if rated else ""


def _party(leg: Leg, mine: bool) -> dict[str, Any]:
    names = organisation.account_names({leg.account_id}) if leg.account_id else {}
    return {
        "leg_id": leg.id,
        "role": leg.role.value,
        "why": leg.why,
        "mine": mine,
        "name": names.get(leg.account_id, "") if leg.account_id else leg.target,
        "unit_name": organisation.unit_label(leg.unit_id),
        "up": leg.up,
        "since": leg.up_at or leg.asked_at,
    }


def _last(viewer: Viewer, seat: dict[str, Any]) -> dict[str, Any] | None:
    """The call that this seat had last: its record may still be written."""
    row = sql.row(
        "SELECT * FROM call WHERE account_id = %s AND seat_id = %s ORDER BY arrived_at DESC LIMIT 1",
        (viewer.account_id, seat["id"]),
    )
    if row is None:
        return None
    return {
        **call_brief(viewer.region, row),
        "contact_id": row["contact_id"],
        "outcome_name": OUTCOME_NAMES[Outcome(row["outcome"])] if row["outcome"] else "",
        "score": row["score"],
        "score_name": SCORE_NAMES[row["score"]],
    }


def open_seat(account_id: UUID) -> dict[str, Any] | None:
    """The id and call of the seat at which a person is signed on."""
    return sql.row("SELECT id, call_id, unit_id FROM seat WHERE account_id = %s AND signed_off IS NULL", (account_id,))


def _skill_name(region: str, code: str) -> str:
    skill = hotlines.skills(region).get(code)
    return skill.name if skill else code


def supervised(viewer: Viewer, call_id: UUID) -> None:
    """See that a live call is within the viewer's scope. Raises NotFound: outside it nobody learns of the call."""
    units = organisation.scope_units(viewer, Permission.SUPERVISE_CALL)
    found = sql.row(
        "SELECT 1 FROM call c JOIN seat s ON s.call_id = c.id AND s.signed_off IS NULL"
        " WHERE c.id = %s AND c.region = %s AND c.closed_at IS NULL AND s.unit_id = ANY(%s)",
        (call_id, viewer.region, units),
    )
    if found is None:
        raise NotFound(title="这通电话已经结束，或不在您的管理范围内")
