"""Whatever the place in the line and the wait, a waiting caller is told something true, and its sound is in the pack."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import yihao
from yihao.calls.prompts import audio_of, say_place

PACK = Path(yihao.__file__).parent / "regions" / "jiujiang"


@pytest.mark.parametrize(
    ("ahead", "code"),
    [
        *((0, "queue_next"), (1, "queue_place_1"), (30, "queue_place_30"), (31, "queue_place_about_40")),
        *((44, "queue_place_about_40"), (45, "queue_place_about_50"), (94, "queue_place_about_90")),
        *((95, "queue_place_many"), (9999, "queue_place_many")),
    ],
)
def test_place(ahead: int, code: str) -> None:
    assert say_place(ahead, timedelta())[0] == code


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        *((0, "queue_wait_soon"), (60, "queue_wait_soon"), (61, "queue_wait_2"), (600, "queue_wait_10")),
        *((601, "queue_wait_15"), (1200, "queue_wait_20"), (1800, "queue_wait_30"), (1801, "queue_wait_long")),
    ],
)
def test_wait_is_rounded_up(seconds: int, code: str) -> None:
    assert say_place(1, timedelta(seconds=seconds))[1] == code


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_there_is_a_sound_for_every_figure(ahead: int, minutes: int) -> None:
    for code in say_place(ahead, timedelta(minutes=minutes)):
        assert (PACK / f"{audio_of(code)}.alaw").is_file()


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_who_comes_later_never_hears_a_better_place(one: int, other: int) -> None:
    earlier, later = sorted((one, other))
    assert rank(say_place(earlier, timedelta())[0]) <= rank(say_place(later, timedelta())[0])


def rank(code: str) -> int:
    if code == "queue_next":
        return 0
    return 10_000 if code == "queue_place_many" else int(code.rpartition("_")[2])
