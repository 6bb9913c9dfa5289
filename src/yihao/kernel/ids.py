"""Identifiers made by the application before insert: time-ordered UUIDs (version 7, RFC 9562)."""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def new_id() -> UUID:
    """A fresh identifier; identifiers made later in one process sort later."""
    return uuid7()


def new_id_at(at: datetime) -> UUID:
    """A fresh identifier that carries this instant: those of later instants sort later, whoever made them."""
    return UUID(int=first_id_at(at).int | secrets.randbits(62))


def first_id_at(at: datetime) -> UUID:
    """What no identifier of this instant or a later one sorts before. Microseconds stand where RFC 9562 6.2 (method 3)
    has them, behind the milliseconds."""
    milliseconds, rest = divmod((at - _EPOCH) // _MICROSECOND, 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | (rest * 4096 // 1000) << 64 | 2 << 62)


def instant_of(id: UUID) -> datetime:
    """The instant that an identifier carries, to the millisecond."""
    return _EPOCH + timedelta(milliseconds=id.int >> 80)
