"""The line's name and number on every page; remembered, so that a page of regret has them without a database."""

from contextlib import suppress

from django.db import InterfaceError, OperationalError

from yihao.kernel.problems import Problem
from yihao.organisation import queries as organisation

_remembered: dict[str, str] = {"name": "", "short_name": "", "number": "", "city": ""}


def line(*, ask: bool = True) -> dict[str, str]:
    """Name, short name, number, city of today; the last known ones when the database is away (or not to be asked)."""
    if ask:
        with suppress(OperationalError, InterfaceError, Problem):
            _remembered.update(organisation.line_name(organisation.home_region()))
    return dict(_remembered)
