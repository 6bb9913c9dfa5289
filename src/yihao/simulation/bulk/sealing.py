"""The ledger's feed of a bulk: every event gets its place in order of time, and its seal, day by day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from yihao.kernel import sql
from yihao.kernel.head import Head, write_head_file
from yihao.kernel.sequencer import EVENT_COLUMNS, canonical, chained
from yihao.simulation.bulk.filling import Sequenced

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Feed:
    """Events that wait for their day, and the head of the chain."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._days: dict[date, list[Sequenced]] = defaultdict(list)
        found = sql.row("SELECT position, seal FROM feed_head")
        assert found is not None
        self.head = Head(int(found["position"]), bytes(found["seal"]))

    def wait(self, events: Iterable[Sequenced]) -> None:
        """Keep events until their day comes."""
        for event in events:
            self._days[_time(event).astimezone(self._zone).date()].append(event)

    def remember(self) -> None:
        """After a stop: the events that were written and have no place yet."""
        rows = sql.rows(
            f"SELECT {', '.join('e.' + c for c in EVENT_COLUMNS.split(', '))} FROM event e WHERE NOT EXISTS"
            " (SELECT 1 FROM feed f WHERE f.event_id = e.id AND f.recorded_at = e.recorded_at)"
        )
        micro = timedelta(microseconds=1)
        self.wait(Sequenced((r["recorded_at"] - _EPOCH) // micro, str(r["id"]), canonical(r)) for r in rows)

    def seal(self, day: date) -> str:
        """The lines of the feed for all that happened up to a day, the head moved on."""
        lines = []
        for due in sorted(d for d in self._days if d <= day):
            for event in sorted(self._days.pop(due)):
                position = self.head.position + 1
                self.head = Head(position, chained(position, self.head.seal, event.body))
                lines.append(f"{position}\t{event.id}\t{_time(event).isoformat()}\t\\\\x{self.head.seal.hex()}\n")
        sql.execute("UPDATE feed_head SET position = %s, seal = %s", (self.head.position, self.head.seal))
        return "".join(lines)

    def publish(self) -> None:
        """Write the head to where it is kept outside the database, and let all readers begin behind it."""
        sql.execute("UPDATE feed_cursor SET position = %s", (self.head.position,))
        write_head_file(self.head)


def _time(event: Sequenced) -> datetime:
    return _EPOCH + timedelta(microseconds=event.recorded_at)
