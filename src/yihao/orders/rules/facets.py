"""Facets: facts of an appeal as words of its entry in the text index, so that text, place, class, unit and month are
narrowed by one index together. A facet holds a colon, a word of a text never does.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID


def of_class(code: str) -> str:
    """An item class; an appeal carries its own and those above it."""
    return f"c:{code}"


def of_area(code: str) -> str:
    """A place; an appeal carries its own and those above it."""
    return f"a:{code}"


def of_type(appeal_type: str) -> str:
    """咨询, 投诉…"""
    return f"t:{appeal_type}"


def of_channel(channel: str) -> str:
    """来件渠道."""
    return f"h:{channel}"


def of_unit(unit_id: UUID) -> str:
    """A unit that takes part, in whatever capacity."""
    return f"u:{unit_id.hex}"


NO_UNIT = "u:"
"""No entry has it: what is found for somebody who sees nothing."""


def of_month(at: datetime) -> str:
    """The month (UTC) of the instant by which lists are sorted."""
    return f"m:{at.astimezone(UTC):%Y%m}"


def months(since: datetime, until: datetime) -> list[str]:
    """The facets of the months that hold [since, until]; none when until lies before since."""
    at = since.astimezone(UTC)
    last = until.astimezone(UTC)
    year, month = at.year, at.month
    found = []
    while (year, month) <= (last.year, last.month):
        found.append(f"m:{year:04d}{month:02d}")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def query(*needed: Iterable[str]) -> str:
    """The text of a tsquery: of each group at least one. Raises ValueError for a group without any."""
    groups = []
    for group in needed:
        words = [_quoted(word) for word in group]
        if not words:
            raise ValueError("a group without words")
        groups.append(words[0] if len(words) == 1 else f"({' | '.join(words)})")
    return " & ".join(groups)


def _quoted(word: str) -> str:
    doubled = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
