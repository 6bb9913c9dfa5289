"""Who may see an appeal: a session that showed number and query code, for half an hour after the last look.

Each proof has a token of its own in the address; it opens nothing in another session, and only the one appeal.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from yihao.kernel import clock, rate, sql
from yihao.kernel.crypto import unseal

KEEP = timedelta(minutes=30)
_NAME = "portal_access"
_MOST = 5


def prove(*, region: str, number: str, code: str, address: str) -> UUID | None:
    """The appeal of that number, when the code is its own; None alike for an unknown number and a wrong code.

    Tries are counted per number and per address before anything is looked up. Raises RateLimited.
    """
    rate.spend(kind="portal_address", who=address, limit=60, window=timedelta(minutes=10))
    rate.spend(kind="portal_number", who=number, limit=10, window=timedelta(hours=1))
    found = sql.row("SELECT id, query_code FROM appeal WHERE region = %s AND number = %s", (region, number))
    code_of_it = unseal(found["query_code"], "appeal.query_code", found["id"]) if found else ""
    expected = code_of_it or secrets.token_hex(8)
    fits = hmac.compare_digest(expected.encode(), code.encode())
    return found["id"] if found and fits else None


def grant(session: SessionBase, appeal_id: UUID) -> str:
    """Open the appeal to this session; the token of the address."""
    token = secrets.token_hex(8)
    kept = {**session.get(_NAME, {}), token: [str(appeal_id), _until()]}
    session[_NAME] = dict(list(kept.items())[-_MOST:])
    return token


def appeal_of(session: SessionBase, token: str) -> UUID | None:
    """The appeal that the token opens now; looking at it opens it for another half hour."""
    entry = session.get(_NAME, {}).get(token)
    if entry is None or datetime.fromisoformat(entry[1]) < clock.now():
        return None
    session[_NAME] = {**session[_NAME], token: [entry[0], _until()]}
    return UUID(entry[0])


def once_of(session: SessionBase, token: str) -> UUID | None:
    """The appeal that the token opened, even when the half hour is over: to keep what was typed for it."""
    entry = session.get(_NAME, {}).get(token)
    return UUID(entry[0]) if entry else None


def forget(session: SessionBase, token: str) -> None:
    """Close the appeal to this session."""
    session[_NAME] = {key: value for key, value in session.get(_NAME, {}).items() if key != token}


def _until() -> str:
    return (clock.now() + KEEP).isoformat()
