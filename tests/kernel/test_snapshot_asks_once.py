"""A small table is read once and kept for a moment; what changed here is seen at once."""

from collections.abc import Callable

import pytest

from yihao.kernel import snapshot as module
from yihao.kernel.snapshot import forget, snapshot


@pytest.fixture
def read() -> Callable[[], list[int]]:
    """A kept reading whose answers are [1], [2], …: which time the table was asked."""
    times: list[int] = []

    @snapshot
    def units() -> list[int]:
        """All units."""
        times.append(1)
        return [len(times)]

    return units


def test_within_the_moment_the_table_is_asked_once(read: Callable[[], list[int]]) -> None:
    assert [read() for _ in range(5)] == [[1]] * 5


def test_after_the_moment_it_is_asked_again(read: Callable[[], list[int]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.0)
    assert [read(), read()] == [[1], [2]]


def test_what_is_forgotten_is_asked_again(read: Callable[[], list[int]]) -> None:
    assert read() == [1]
    forget()
    assert [read(), read()] == [[2], [2]]


def test_readings_are_kept_apart() -> None:
    @snapshot
    def one() -> str:
        return "one"

    @snapshot
    def other() -> str:
        return "other"

    assert [one(), other(), one()] == ["one", "other", "one"]


def test_a_failed_reading_is_not_kept() -> None:
    answers = iter([KeyError(), "there"])

    @snapshot
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
