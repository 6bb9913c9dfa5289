"""What the ledger says happened."""

import json
from typing import Any
from uuid import UUID

from yihao.kernel import sql


def events(about: UUID) -> list[tuple[str, dict[str, Any]]]:
    """Kind and payload of everything that happened to a subject, in order."""
    found = sql.rows("SELECT kind, payload FROM event WHERE subject_id = %s ORDER BY id", (about,))
    return [(row["kind"], json.loads(row["payload"])) for row in found]
