"""Identifiers made by the application before insert: time-ordered UUIDs (version 7)."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh identifier; identifiers made later in one process sort later."""
    return uuid7()
