"""Working time: public holidays, make-up working days (调休), opening hours, limits. Pure values and functions.

A limit in minutes or hours is natural time and ignores the calendar (天津细则: 节假日照常); a limit in working days is
walked through the opening hours, so that an order which arrives after closing counts from the next working day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_LONGEST_WALK_DAYS = 4000


class Unit(StrEnum):
    """In what a limit is counted."""

    MINUTE = "minute"
    HOUR = "hour"
    WORKING_DAY = "working_day"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in minutes, natural or working."""

    minutes: int
    working: bool

    def part(self, fraction: float) -> "Span":
        """That fraction of the span, at least a minute."""
        return Span(max(1, round(self.minutes * fraction)), self.working)


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as the dictionary writes it: `1 working_day`, `30 minute`."""

    amount: int
    unit: Unit

    def words(self) -> str:
        """In Chinese, as a person says it."""
        return f"{self.amount} {({'minute': '分钟', 'hour': '小时', 'working_day': '个工作日'})[self.unit]}"


@dataclass(frozen=True, slots=True)
class Due:
    """When a span ends; `provisional` when it touches a year whose holidays are not yet published."""

    at: datetime
    provisional: bool


@dataclass(frozen=True)
class Calendar:
    """The working calendar of a region in one of its versions."""

    version: int
    zone: ZoneInfo
    windows: tuple[tuple[time, time], ...]
    special: Mapping[date, bool] = field(default_factory=dict)
    """Days that differ from Monday–Friday: True = working (调休), False = rest (holiday)."""
    known_years: frozenset[int] = frozenset()
    """Years whose holiday notice (国务院办公厅放假通知) is in the calendar."""

    @property
    def day_minutes(self) -> int:
        """Working minutes of one working day."""
        return sum(_minutes(b) - _minutes(a) for a, b in self.windows)

    def is_working(self, day: date) -> bool:
        """Whether `day` is worked."""
        return self.special.get(day, day.weekday() < 5)

    def span(self, limit: Limit) -> Span:
        """A limit as a span of minutes."""
        match limit.unit:
            case Unit.MINUTE:
                return Span(limit.amount, False)
            case Unit.HOUR:
                return Span(limit.amount * 60, False)
            case Unit.WORKING_DAY:
                return Span(limit.amount * self.day_minutes, True)

    def due(self, start: datetime, span: Span) -> Due:
        """When `span`, begun at `start` (aware), is used up. Raises ValueError when no working time is ever found."""
        if not span.working:
            return Due(start + timedelta(minutes=span.minutes), False)
        left = timedelta(minutes=span.minutes)
        provisional = False
        for opens, closes in self._open(start):
            provisional |= opens.astimezone(self.zone).year not in self.known_years
            if closes - opens >= left:
                return Due(opens + left, provisional)
            left -= closes - opens
        raise ValueError("calendar without working time")

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Whole working minutes between two instants (0 when `end` is not after `start`)."""
        total = timedelta()
        for opens, closes in self._open(start):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return int(total.total_seconds() // 60)

    def elapsed(self, start: datetime, end: datetime, working: bool) -> int:
        """Minutes between two instants, natural or working."""
        if working:
            return self.working_minutes(start, end)
        return max(0, int((end - start).total_seconds() // 60))

    def _open(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Stretches of opening time from `start` on, in order, as UTC instants."""
        local = start.astimezone(self.zone)
        for offset in range(_LONGEST_WALK_DAYS):
            day = local.date() + timedelta(days=offset)
            if not self.is_working(day):
                continue
            for a, b in self.windows:
                opens = datetime.combine(day, a, self.zone).astimezone(UTC)
                closes = datetime.combine(day, b, self.zone).astimezone(UTC)
                if closes > start:
                    yield max(opens, start.astimezone(UTC)), closes


def left_words(now: datetime, due: datetime, working: bool, calendar: Calendar) -> str:
    """How long is left or overdue, in words: 剩 3 小时 12 分, 超期 1 个工作日."""
    late = now > due
    first, last = (due, now) if late else (now, due)
    prefix = "超期" if late else "剩"
    natural = int((last - first).total_seconds() // 60)
    if natural < 24 * 60:
        return f"{prefix} {_clock_words(natural)}"
    if working and calendar.day_minutes:
        days = calendar.working_minutes(first, last) / calendar.day_minutes
        return f"{prefix} {_half(days)} 个工作日" if days >= 0.5 else f"{prefix} {_clock_words(natural)}"
    return f"{prefix} {natural // (24 * 60)} 天"


def instant_words(now: datetime, at: datetime, zone: ZoneInfo) -> str:
    """An instant as people write it: 今天 17:30, 明天 09:00, 11月25日 周三 10:00."""
    here, there = now.astimezone(zone), at.astimezone(zone)
    clock = there.strftime("%H:%M")
    days = (there.date() - here.date()).days
    if named := {0: "今天", 1: "明天", -1: "昨天"}.get(days):
        return f"{named} {clock}"
    year = "" if there.year == here.year else f"{there.year}年"
    return f"{year}{there.month}月{there.day}日 周{'一二三四五六日'[there.weekday()]} {clock}"


def _clock_words(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} 分"
    return f"{hours} 小时 {rest} 分" if rest else f"{hours} 小时"


def _half(days: float) -> str:
    rounded = max(0.5, int(days * 2) / 2)
    return f"{rounded:g}"


def _minutes(t: time) -> int:
    return t.hour * 60 + t.minute
