"""Which backups are kept, and whether one may be restored here. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

FORMAT = 1
_FORM = "%Y%m%dT%H%M%SZ"


def name_of(at: datetime) -> str:
    """The name of a backup begun at `at`."""
    return at.astimezone(UTC).strftime(_FORM)


def time_of(name: str) -> datetime | None:
    """When the backup of this name was begun; None for another name."""
    try:
        return datetime.strptime(name, _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None


def outlived(names: Iterable[str], now: datetime, keep: timedelta) -> list[str]:
    """Whole backups that are older than `keep`. The newest one is kept whatever its age: better an old one than none."""
    known = sorted((at, name) for name in names if (at := time_of(name)) is not None)
    return [name for at, name in known[:-1] if now - at > keep]


def wrong_keys(wanted: Mapping[str, str], have: Mapping[str, str]) -> list[str]:
    """Names of the keys of a backup that are not here or are others. New ones beside them do no harm."""
    return sorted(name for name, print_ in wanted.items() if have.get(name) != print_)


def unknown_migrations(wanted: Iterable[str], brought: Iterable[str]) -> list[str]:
    """Migrations that the backup has had and this code does not know: it is of a newer version."""
    return sorted(set(wanted) - set(brought))
