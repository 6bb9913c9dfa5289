"""Whom a seat can call in: free seats, groups, units on duty, emergency services."""

from typing import Any
from uuid import UUID

from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import Dictionary
from yihao.hotlines import queries as hotlines
from yihao.kernel import sql
from yihao.kernel.problems import Invalid, NotFound
from yihao.organisation import queries as organisation
from yihao.organisation.values import Viewer


def guests(viewer: Viewer) -> dict[str, list[dict[str, Any]]]:
    """The directory of the call bar. `free` says how many seats of a group are ready now."""
    seats = sql.rows(
        "SELECT s.id, s.state, s.skills, s.unit_id, a.name FROM seat s JOIN account a ON a.id = s.account_id"
        " WHERE s.region = %s AND s.signed_off IS NULL AND s.account_id <> %s ORDER BY s.idle_since",
        (viewer.region, viewer.account_id),
    )
    return {
        "seats": [_seat(s) for s in seats],
        "skills": [
            {
                "code": code,
                "name": skill.name,
                "free": sum(1 for s in seats if s["state"] == "ready" and code in s["skills"]),
            }
            for code, skill in hotlines.skills(viewer.region).items()
        ],
        "units": [
            {"code": str(u.id), "name": u.label}
            for u in sorted(organisation.units().values(), key=lambda u: u.code)
            if u.region == viewer.region and u.duty_phone and u.valid_to is None
        ],
        "targets": [
            {"code": t.code, "name": t.name, "emergency": t.kind == "emergency"}
            for t in _targets(viewer.region).values()
            if t.number
        ],
    }


def number_of(viewer: Viewer, kind: str, code: str) -> str:
    """The telephone number of a unit's duty phone or of a target. Raises Invalid, NotFound."""
    if kind == "unit":
        try:
            phone = organisation.unit(UUID(code)).duty_phone
        except ValueError:
            raise NotFound(title="没有这个机构") from None
        if not phone:
            raise Invalid.field_error("to", "这个单位没有登记值班电话")
        return phone
    target = _targets(viewer.region).get(code)
    if target is None or not target.number:
        raise NotFound(title="没有这个转接对象，或没有登记号码")
    return str(target.number)


def _targets(region: str) -> Any:
    return catalogue.targets(region, catalogue.versions(region).of(Dictionary.TARGETS))


def _seat(s: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": str(s["id"]),
        "name": s["name"],
        "unit_name": organisation.unit_label(s["unit_id"]),
        "free": s["state"] == "ready",
    }
