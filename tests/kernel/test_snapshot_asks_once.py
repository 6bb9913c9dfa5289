"""A small table is read once and kept for a moment; what changed, here or elsewhere, is seen soon."""

from collections.abc import Callable

import pytest

from yihao.kernel import snapshot as module
from yihao.kernel import sql
from yihao.kernel.snapshot import forget, snapshot

pytestmark = pytest.mark.django_db

CHANGES = (
    "UPDATE feed_head SET position = position",
    "INSERT INTO rate_bucket (key, count, until) VALUES ('a', 1, now())",
    "DELETE FROM rate_bucket WHERE key = 'there'",
)


@pytest.fixture
def read() -> Callable[[], list[int]]:
    """A kept reading whose answers are [1], [2], …: which time the tables were read."""
    times: list[int] = []
    sql.execute("INSERT INTO rate_bucket (key, count, until) VALUES ('there', 1, now())")

    @snapshot("feed_head", "rate_bucket")
    def units() -> list[int]:
        """All units."""
        times.append(1)
        return [len(times)]

    return units


def test_within_the_moment_the_table_is_read_once(read: Callable[[], list[int]]) -> None:
    assert [read() for _ in range(5)] == [[1]] * 5


def test_after_the_moment_it_is_not_read_again_when_nothing_changed(
    read: Callable[[], list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.0)
    assert [read(), read()] == [[1], [1]]


@pytest.mark.parametrize("change", CHANGES)
def test_after_the_moment_a_change_of_any_of_its_tables_is_seen(
    read: Callable[[], list[int]], monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.0)
    assert read() == [1]
    sql.execute(change)
    assert [read(), read()] == [[2], [2]]
    sql.execute("UPDATE feed_head SET position = position")
    assert read() == [3]


def test_what_is_forgotten_is_read_again(read: Callable[[], list[int]]) -> None:
    assert read() == [1]
    forget()
    assert [read(), read()] == [[2], [2]]


def test_readings_are_kept_apart() -> None:
    @snapshot("feed_head")
    def one() -> str:
        return "one"

    @snapshot("feed_head")
    def other() -> str:
        return "other"

    assert [one(), other(), one()] == ["one", "other", "one"]


def test_a_failed_reading_is_not_kept() -> None:
    answers = iter([KeyError(), "there"])

    @snapshot("feed_head")
    def shaky() -> str:
        answer = next(answers)
        if isinstance(answer, KeyError):
            raise answer
        return str(answer)

    with pytest.raises(KeyError):
        shaky()
    assert shaky() == "there"


def test_it_keeps_its_name_and_words(read: Callable[[], list[int]]) -> None:
    assert (read.__name__, read.__doc__) == ("units", "All units.")
