"""Order numbers: `area(6) yymmdd(6) sequence(6) check(1)`, unique, rising, dictatable (领域档案 3.8).

The sequence is a PostgreSQL sequence per region and day: no lock serialises intake. Each draw is written down at once,
outside the caller's transaction, so that a number whose saving failed is still explained.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connections

from yihao.kernel import sql
from yihao.kernel.ids import new_id

SIDE = "side"
"""The second connection of a thread: what is written on it stands whatever becomes of the caller's transaction."""
LENGTH = 19
_CREATE_LOCK = 0x59494841


def compose(region: str, day: date, sequence: int) -> str:
    """The printed number. Raises ValueError beyond 999,999 a day."""
    if not 0 < sequence <= 999_999:
        raise ValueError("more than 999,999 numbers in a day")
    body = f"{region}{day:%y%m%d}{sequence:06d}"
    return body + str(check_digit(body))


def check_digit(body: str) -> int:
    """Luhn's digit (ISO/IEC 7812-1 annex B): finds each single wrong digit and nearly each swap of neighbours."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


def is_number(text: str) -> bool:
    """Whether `text` is a well-formed number with a fitting check digit."""
    return len(text) == LENGTH and text.isascii() and text.isdigit() and check_digit(text[:-1]) == int(text[-1])


def draw(*, region: str, zone: ZoneInfo, at: datetime, actor: str) -> str:
    """The next number of the day of `at` in the region's time zone, written down before it is returned."""
    day = at.astimezone(zone).date()
    name = f"number_{region}_{day:%y%m%d}"
    sequence = _draw(name, region, day, at, actor)
    if sequence is None:
        _make_sequence(name)
        sequence = _draw(name, region, day, at, actor)
    assert sequence is not None
    return compose(region, day, sequence)


def _draw(name: str, region: str, day: date, at: datetime, actor: str) -> int | None:
    """None when the day has no sequence yet; asked without an error, which would break a transaction."""
    found = sql.row(
        "INSERT INTO number_draw (id, region, day, sequence, actor, drawn_at)"
        " SELECT %s, %s, %s, nextval(s), %s, %s FROM to_regclass(%s) AS s WHERE s IS NOT NULL RETURNING sequence",
        (new_id(), region, day, actor, at, name),
        SIDE,
    )
    return int(found["sequence"]) if found else None


def begin_behind(*, region: str, day: date, last: int) -> None:
    """The day's numbers up to `last` were given by an import: let the next draw go on behind them."""
    name = f"number_{region}_{day:%y%m%d}"
    _make_sequence(name)
    sql.execute("SELECT setval(%s::regclass, %s)", (name, last), SIDE)


def _make_sequence(name: str) -> None:
    """The day's first draw makes its sequence; two at once wait for each other here, and only here."""
    with connections[SIDE].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", (_CREATE_LOCK,))
        try:
            cursor.execute(f'CREATE SEQUENCE IF NOT EXISTS "{name}" MAXVALUE 999999')
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", (_CREATE_LOCK,))


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers of a day that no appeal carries. `why` is Chinese; `explained` False asks for an audit."""

    region: str
    day: date
    first: int
    last: int
    why: str
    explained: bool


def drawn_unused(used: set[tuple[str, date, int]]) -> Iterator[Gap]:
    """Every gap in the numbers, given those that appeals carry: drawn and not saved, or never written down."""
    last: tuple[str, date] | None = None
    expected = 1
    for d in sql.rows("SELECT region, day, sequence, actor, drawn_at FROM number_draw ORDER BY region, day, sequence"):
        if (d["region"], d["day"]) != last:
            last, expected = (d["region"], d["day"]), 1
        if d["sequence"] > expected:
            yield _skipped(d, expected)
        if (d["region"], d["day"], d["sequence"]) not in used:
            when = d["drawn_at"].isoformat(timespec="seconds")
            why = f"{when} 取号后保存未完成（操作人 {d['actor']}），该号作废"
            yield Gap(d["region"], d["day"], d["sequence"], d["sequence"], why, True)
        expected = d["sequence"] + 1


def _skipped(next_draw: dict[str, object], expected: int) -> Gap:
    """Numbers the database skipped: a crash loses at most the 32 values that a sequence logs ahead, and a server that
    was killed between drawing and writing down loses one."""
    sequence, region, day = next_draw["sequence"], next_draw["region"], next_draw["day"]
    assert isinstance(sequence, int) and isinstance(region, str) and isinstance(day, date)
    few = sequence - expected <= 33
    why = "数据库中断时跳过（每次最多 33 个）" if few else "缺号超过数据库中断所能跳过的数量，须查明"
    return Gap(region, day, expected, sequence - 1, why, few)
