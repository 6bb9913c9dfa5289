"""Which backups are removed: those that are over, never the newest; what only they held goes with them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from yihao.kernel.backup import rules
from yihao.kernel.backup.objects import Objects

_NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
_AGES = st.lists(st.integers(0, 400), unique=True)


@given(_AGES, st.integers(1, 60))
def test_the_newest_and_the_young_stay(ages: list[int], keep: int) -> None:
    names = [rules.name_of(_NOW - timedelta(days=age)) for age in ages]
    gone = rules.outlived([*names, "objects", "lock", "20261125T000000Z.new"], _NOW, timedelta(days=keep))
    assert set(gone) == {n for n, age in zip(names, ages, strict=True) if age > keep and age != min(ages)}


def test_names_are_times() -> None:
    assert rules.time_of(rules.name_of(_NOW)) == _NOW
    assert rules.time_of("20261125T000000Z.new") is None


def test_keys_of_a_backup_have_to_be_here_and_more_do_no_harm() -> None:
    have = {"data 1": "aa", "data 2": "bb", "index": "cc"}
    assert rules.wrong_keys({"data 1": "aa", "index": "cc"}, have) == []
    assert rules.wrong_keys({"data 1": "xx", "ledger": "dd"}, have) == ["data 1", "ledger"]


def test_a_file_is_stored_once_and_goes_when_no_backup_names_it(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"the same")
    objects = Objects(tmp_path / "backups")
    size, digest = objects.take(tmp_path / "a")
    assert objects.take(tmp_path / "b") == (size, digest) == (8, digest)
    assert [p.name for p in objects._all()] == [digest]
    assert objects.keep_only({digest}) == 0 and objects.path(digest).read_bytes() == b"the same"
    assert objects.keep_only(set()) == 1 and not objects.path(digest).exists()
