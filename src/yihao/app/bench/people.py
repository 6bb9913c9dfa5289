"""The people of a kept city, by what benches need of them; all have the password of benches."""

from dataclasses import dataclass

import psycopg

_ALL = """
SELECT a.username, g.role, u.type, u.code FROM account a JOIN "grant" g ON g.account_id = a.id
JOIN unit u ON u.id = g.unit_id WHERE starts_with(a.username, 'sim_') ORDER BY a.username
"""
_COUNTIES = 20
"""So many: sixty may sign in from one address in ten minutes."""


@dataclass(frozen=True, slots=True)
class Names:
    """Sign-in names."""

    agents: tuple[str, ...]
    dispatchers: tuple[str, ...]
    follow_ups: tuple[str, ...]
    supervisors: tuple[str, ...]
    counties: tuple[str, ...]
    """Clerks of the units of counties."""
    towns: tuple[str, ...]
    """Clerks of townships."""
    bureaus: tuple[str, ...]
    """Clerks of the city's departments."""


def names(database_url: str) -> Names:
    """Who is there."""
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(_ALL).fetchall()
    centre = {role: tuple(name for name, r, *_ in rows if r == role) for _, role, *_ in rows}
    clerks = {kind: tuple(n for n, r, t, _ in rows if r == "unit_clerk" and t == kind) for _, _, kind, _ in rows}
    return Names(
        agents=centre["agent"][:16],
        dispatchers=centre["dispatcher"],
        follow_ups=centre["follow_up"],
        supervisors=centre["supervisor"],
        counties=clerks["COUNTY"][:_COUNTIES],
        towns=clerks["TOWN"],
        bureaus=clerks["GOV_DEPT"],
    )
