"""What a test telephone hears: which tones, whether silence, whether a signal tone."""

import random
from array import array

from hypothesis import given, settings
from hypothesis import strategies as st

from yihao.calls.telephones import sound

HERTZ = st.integers(200, 3400)


def mixed(*parts: bytes) -> bytes:
    return array("h", (sum(each) for each in zip(*(array("h", p) for p in parts), strict=True))).tobytes()


@settings(max_examples=20)
@given(HERTZ)
def test_a_tone_is_heard_as_what_it_is(hertz: int) -> None:
    assert [abs(found - hertz) <= 2 for found in sound.frequencies(sound.tone(hertz))] == [True]
    assert sound.is_tone(sound.tone(hertz))


@settings(max_examples=20)
@given(st.sets(HERTZ, min_size=2, max_size=4).filter(lambda s: all(abs(a - b) > 60 for a in s for b in s if a != b)))
def test_several_at_once_are_all_heard(hertz: set[int]) -> None:
    found = sound.frequencies(mixed(*(sound.tone(each) for each in hertz)))
    assert len(found) == len(hertz)
    assert all(any(abs(f - each) <= 2 for f in found) for each in hertz)


@settings(max_examples=20)
@given(HERTZ, st.sampled_from([(3, 2), (8, 1)]))
def test_one_far_behind_another_is_not_counted(hertz: int, case: tuple[int, int]) -> None:
    times, counted = case
    other = hertz + 100 if hertz < 1800 else hertz - 100
    assert len(sound.frequencies(mixed(sound.tone(hertz), sound.tone(other, volume=6000 // times)))) == counted


def test_silence_has_no_frequency() -> None:
    assert sound.frequencies(bytes(sound.BYTES)) == []
    assert sound.frequencies(sound.tone(440)[:4000]) == []
    assert sound.is_silent(bytes(1000))
    assert sound.is_silent(sound.tone(440, volume=100))
    assert not sound.is_silent(sound.tone(440, volume=200))


def test_noise_is_no_tone() -> None:
    dice = random.Random(1)
    noise = array("h", (dice.randint(-8000, 8000) for _ in range(sound.RATE))).tobytes()
    assert not sound.is_tone(noise)


def test_an_interrupted_tone_is_no_steady_one() -> None:
    assert not sound.is_tone(sound.tone(450)[:6000] + bytes(3000))


def test_a_law_is_decoded_as_the_standard_says() -> None:
    codes = bytes([0xD5, 0x55, 0xAA, 0x2A, 0x80, 0x00])  # ±8, ±32256, ±5504 (G.711, table 1a)
    assert array("h", sound.from_alaw(codes)).tolist() == [8, -8, 32256, -32256, 5504, -5504]
    assert len({sound.from_alaw(bytes([c])) for c in range(256)}) == 256


def test_a_melody_goes_from_tone_to_tone() -> None:
    heard = sound.melody((400, 600), seconds=0.6)
    assert len(heard) == 2 * (int(0.6 * sound.BYTES) + sound.BYTES // 10)
    assert abs(sound.frequencies(heard[: int(0.6 * sound.BYTES)])[0] - 400) <= 2
