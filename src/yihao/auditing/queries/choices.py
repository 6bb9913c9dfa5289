"""What the filters of the auditors' lists may be."""

from typing import Any

from yihao.auditing.words import LOOK_NAMES, VIA_NAMES
from yihao.kernel import sql
from yihao.kernel.ledger import KINDS
from yihao.kernel.values import CITIZEN_NAME, SYSTEM_NAME
from yihao.organisation import queries as organisation
from yihao.organisation.values import Viewer


def choices(viewer: Viewer) -> dict[str, Any]:
    """Kinds by their name, surfaces, looks, units, people with their unit."""
    people = sql.rows("SELECT id, name FROM account WHERE region = %s ORDER BY name", (viewer.region,))
    posts = organisation.main_posts(viewer.region, {p["id"] for p in people})
    nobody = [
        {"code": "system", "name": SYSTEM_NAME, "unit_name": ""},
        {"code": "citizen", "name": CITIZEN_NAME, "unit_name": ""},
    ]
    return {
        "kinds": sorted(({"code": k, "name": p.says} for k, p in KINDS.items()), key=lambda k: k["name"]),
        "channels": _pairs(VIA_NAMES),
        "actions": _pairs(LOOK_NAMES),
        "units": [
            {"code": str(u.id), "name": u.name} for u in organisation.units().values() if u.region == viewer.region
        ],
        "people": nobody
        + [
            {"code": str(p["id"]), "name": p["name"], "unit_name": posts[p["id"]].unit_name if p["id"] in posts else ""}
            for p in people
        ],
    }


def _pairs(names: Any) -> list[dict[str, str]]:
    return [{"code": str(code), "name": name} for code, name in names.items()]
