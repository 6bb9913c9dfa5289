"""What a citizen has typed so far: sealed (SM4) in the session on the server, never in an address.

Each way to an appeal has an id of its own, so two windows don't mix. A draft is forgotten two hours after it was last
touched, when the appeal is handed in, or when the citizen clears it; the next person at the same computer finds
nothing. At most five are kept in a session.
"""

import base64
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from yihao.kernel import clock
from yihao.kernel.crypto import Unreadable, seal, unseal

KEEP = timedelta(hours=2)
_NAME = "portal_drafts"
_PLACE = "portal.draft"
_MOST = 5
_LONGEST = 20_000


@dataclass
class Draft:
    """The answers of one way, the pictures handed in, and the appeal that came of it.

    The id stands in the address; the secret never leaves the server, so the address alone opens nothing.
    """

    id: UUID
    fields: dict[str, str] = field(default_factory=dict)
    pictures: list[UUID] = field(default_factory=list)
    filed: UUID | None = None
    secret: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def owner(self) -> str:
        """Who may attach the pictures (`StoredFile.owner`), and for whom a repeated press is answered alike."""
        return f"portal:{self.secret}"

    def type_in(self, typed: dict[str, str]) -> None:
        """Keep what was typed, wrong or right."""
        self.fields |= {name: text[:_LONGEST] for name, text in typed.items()}


def load(session: SessionBase, draft_id: UUID) -> Draft | None:
    """The draft, or None when there is none (any more)."""
    sealed = session.get(_NAME, {}).get(draft_id.hex)
    if not sealed:
        return None
    try:
        body = json.loads(unseal(base64.b64decode(sealed), _PLACE, draft_id))
    except Unreadable:
        return None
    if datetime.fromisoformat(body["touched"]) + KEEP < clock.now():
        drop(session, draft_id)
        return None
    filed = UUID(body["filed"]) if body["filed"] else None
    return Draft(draft_id, body["fields"], [UUID(p) for p in body["pictures"]], filed, body["secret"])


def save(session: SessionBase, draft: Draft) -> None:
    """Keep the draft, the newest last; the oldest of more than five goes. The first one gets a fresh session key."""
    if _NAME not in session and session.session_key:
        session.cycle_key()
    body = {
        "fields": draft.fields,
        "pictures": [str(p) for p in draft.pictures],
        "filed": str(draft.filed) if draft.filed else "",
        "secret": draft.secret,
        "touched": clock.now().isoformat(),
    }
    sealed = base64.b64encode(seal(json.dumps(body, ensure_ascii=False), _PLACE, draft.id)).decode()
    kept = {key: value for key, value in session.get(_NAME, {}).items() if key != draft.id.hex}
    kept[draft.id.hex] = sealed
    session[_NAME] = dict(list(kept.items())[-_MOST:])


def drop(session: SessionBase, draft_id: UUID) -> None:
    """Forget the draft."""
    kept = {key: value for key, value in session.get(_NAME, {}).items() if key != draft_id.hex}
    session[_NAME] = kept
