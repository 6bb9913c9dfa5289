"""The music on hold is quiet, never falls silent, and its end joins its beginning."""

from itertools import pairwise

import pytest

from yihao.app.region.music import beep, music
from yihao.kernel.sound import RATE, decibel, peak


@pytest.fixture(scope="module")
def tune() -> list[int]:
    return music()


def test_it_is_softer_than_speech(tune: list[int]) -> None:
    assert decibel(tune) == pytest.approx(-26, abs=0.5)
    assert peak(tune) < 0.5


def test_it_lasts_a_while_and_never_falls_silent(tune: list[int]) -> None:
    assert len(tune) / RATE == 48
    seconds = [tune[at : at + RATE] for at in range(0, len(tune), RATE)]
    assert min(peak(second) for second in seconds) > 0.02


def test_the_loop_has_no_seam(tune: list[int]) -> None:
    steps = [abs(one - other) for one, other in pairwise(tune)]
    assert abs(tune[0] - tune[-1]) <= max(steps)


def test_the_tone_before_a_message() -> None:
    samples = beep()
    crossings = sum(1 for one, other in pairwise(samples) if one < 0 <= other)
    assert crossings / (len(samples) / RATE) == pytest.approx(1000, rel=0.02)
