"""Who is signed in, on every request: two plain questions where Django would build two queries out of objects."""

from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from yihao.kernel import sql
from yihao.organisation.models import Account

_SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing when it is over."""
        found = sql.row(_SESSION, (self.session_key, timezone.now()))
        if found is None:
            self._session_key = None
            return {}
        return dict(self.decode(found["session_data"]))


class Accounts(ModelBackend):
    """Django's own sign-in by name and password."""

    def get_user(self, user_id: UUID) -> Account | None:
        """The account of a session, if it may still be used."""
        names, text = _account()
        found = sql.row(text, (user_id,))
        if found is None or not found["is_active"]:
            return None
        return Account.from_db(DEFAULT_DB_ALIAS, names, list(found.values()))


@cache
def _account() -> tuple[list[str], str]:
    names = [f.attname for f in Account._meta.concrete_fields]
    columns = ", ".join(f'"{n}"' for n in names)
    return names, f'SELECT {columns} FROM "{Account._meta.db_table}" WHERE id = %s'
