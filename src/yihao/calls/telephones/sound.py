"""Sound as signed 16-bit mono samples at 8000 a second, the telephone's rate: made, read, and listened to. Pure."""

import cmath
import math
from array import array
from collections.abc import Iterable, Sequence

from yihao.kernel.sound import decode_alaw

RATE = 8000
"""Samples a second."""
BYTES = 2 * RATE
"""Bytes a second."""
_WINDOW = 4096
_QUIET = 100.0
"""Root mean square below which nothing is heard; full scale is 32768."""
_RAISED = tuple(0.5 - 0.5 * math.cos(2 * math.pi * i / _WINDOW) for i in range(_WINDOW))


def tone(hertz: int, volume: int = 6000) -> bytes:
    """One second of a sine; repeated it goes on without a click, for `hertz` is whole."""
    return array("h", (round(volume * math.sin(2 * math.pi * hertz * i / RATE)) for i in range(RATE))).tobytes()


def melody(hertz: Iterable[int], seconds: float) -> bytes:
    """Tones one after the other, `seconds` each, with a short pause between them: recognisable, and no speech."""
    length, pause = int(seconds * BYTES) // 2 * 2, bytes(BYTES // 10)
    return b"".join((tone(each) * math.ceil(seconds))[:length] + pause for each in hertz)


def from_alaw(codes: bytes) -> bytes:
    """Samples of A-law codes (G.711), as a telephone plays them."""
    return array("h", decode_alaw(codes)).tobytes()


def loudness(pcm: bytes) -> float:
    """Root mean square of the samples."""
    samples = _samples(pcm)
    return math.sqrt(sum(s * s for s in samples) / len(samples)) if samples else 0.0


def is_silent(pcm: bytes) -> bool:
    """Whether nobody would hear anything."""
    return loudness(pcm) < _QUIET


def frequencies(pcm: bytes, most: int = 6) -> list[int]:
    """The strongest frequencies in the last half second, in hertz to within 2, the loudest first.

    One counts when it is at least a fifth as loud as the strongest and by itself audible. Less than half a second of
    sound, or silence, has none.
    """
    samples = _samples(pcm)[-_WINDOW:]
    if len(samples) < _WINDOW or is_silent(pcm[-2 * _WINDOW :]):
        return []
    spectrum = _transform([s * w for s, w in zip(samples, _RAISED, strict=True)])
    strength = [abs(value) / (_WINDOW / 4) for value in spectrum[: _WINDOW // 2]]
    return _peaks(strength, most)


def is_tone(pcm: bytes) -> bool:
    """Whether one or two steady tones make up nearly all of the last half second (a signal tone, not speech or music)."""
    found = frequencies(pcm)
    if not 1 <= len(found) <= 2:
        return False
    parts = [pcm[-2 * _WINDOW :][i : i + 2 * _WINDOW // 4] for i in range(0, 2 * _WINDOW, 2 * _WINDOW // 4)]
    levels = [loudness(part) for part in parts]
    return min(levels) > 0.8 * max(levels)


def _peaks(strength: list[float], most: int) -> list[int]:
    floor = max(max(strength) / 5, _QUIET)
    found: list[int] = []
    left = list(strength)
    reach = 25 * _WINDOW // RATE
    while len(found) < most:
        place = max(range(len(left)), key=left.__getitem__)
        if left[place] < floor:
            break
        found.append(round(place * RATE / _WINDOW))
        for near in range(max(0, place - reach), min(len(left), place + reach + 1)):
            left[near] = 0.0
    return found


def _transform(values: Sequence[complex]) -> list[complex]:
    """The discrete Fourier transform; the length is a power of two."""
    if len(values) == 1:
        return [complex(values[0])]
    even, odd = _transform(values[::2]), _transform(values[1::2])
    half = len(even)
    turned = [cmath.exp(-1j * math.pi * i / half) * odd[i] for i in range(half)]
    return [e + t for e, t in zip(even, turned, strict=True)] + [e - t for e, t in zip(even, turned, strict=True)]


def _samples(pcm: bytes) -> "array[int]":
    return array("h", pcm[: len(pcm) // 2 * 2])

