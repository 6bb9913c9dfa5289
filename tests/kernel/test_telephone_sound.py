"""A-law is that of G.711; slowing down keeps speech and folds nothing back; level and edges are what a listener needs."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihao.kernel.sound import FULL, RATE, decibel, decode_alaw, encode_alaw, peak, set_level, slow_down, trim


def tone(hertz: float, seconds: float = 1, rate: int = RATE, strength: float = 0.3) -> list[int]:
    return [round(FULL * strength * math.sin(2 * math.pi * hertz * at / rate)) for at in range(int(seconds * rate))]


@pytest.mark.parametrize(
    ("sample", "byte"),
    [(0, 0xD5), (-1, 0x55), (8, 0xD5), (16, 0xD4), (1000, 0xFA), (-1000, 0x7A), (32767, 0xAA), (-32768, 0x2A)],
)
def test_bytes_of_g711(sample: int, byte: int) -> None:
    assert encode_alaw([sample]) == bytes([byte])


def test_every_byte_comes_back() -> None:
    every = bytes(range(256))
    assert encode_alaw(decode_alaw(every)) == every


@given(st.integers(-32768, 32767))
def test_a_sample_comes_back_within_half_a_step(sample: int) -> None:
    (back,) = decode_alaw(encode_alaw([sample]))
    assert abs(back - sample) <= max(16, abs(sample) / 32 + 16)


@pytest.mark.parametrize("hertz", [300, 1000, 3000])
def test_speech_passes_the_slowing_down(hertz: int) -> None:
    slower = slow_down(tone(hertz, rate=3 * RATE), 3)
    assert len(slower) == RATE
    assert decibel(slower) == pytest.approx(decibel(tone(hertz)), abs=0.2)


@pytest.mark.parametrize("hertz", [4500, 5000, 7000, 11000])
def test_what_the_telephone_cannot_carry_is_not_folded_back(hertz: int) -> None:
    assert decibel(slow_down(tone(hertz, rate=3 * RATE), 3)) < decibel(tone(hertz)) - 30


@given(st.floats(0.001, 0.9), st.floats(-40, -10))
def test_level_is_set_without_clipping(strength: float, wanted: float) -> None:
    loud = set_level(tone(500, 0.2, strength=strength), wanted)
    assert decibel(loud) == pytest.approx(wanted, abs=0.5)
    assert peak(loud) <= 0.81


def test_a_peak_is_never_driven_over_the_limit() -> None:
    click = [0] * 800 + [30000] + [0] * 800
    assert peak(set_level(click, 0)) <= 0.81


def test_silence_before_and_behind_is_cut() -> None:
    speech = tone(400, 0.5)
    cut = trim([0] * RATE + speech + [0] * RATE, margin=0.05)
    assert len(cut) / RATE == pytest.approx(0.6, abs=0.05)
    assert abs(cut[0]) < 10
    assert abs(cut[-1]) < 10


def test_silence_stays_silence() -> None:
    assert trim([0] * RATE) == []
    assert set_level([0] * 100, -20) == [0] * 100
