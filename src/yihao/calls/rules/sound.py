"""Sound of the telephone: two A-law sides become one file, and a picture of how loud each was. Pure."""

import struct
from functools import cache

from yihao.kernel.sound import decode_alaw

RATE = 8000
PEAKS = 400
"""Points of the picture, for each side."""
_SILENCE = 0xD5


def stereo(left: bytes, right: bytes) -> bytes:
    """A WAV of two A-law sides (8 kHz): the caller on the left, what the caller heard on the right. A side that is
    shorter ends in silence."""
    length = max(len(left), len(right))
    body = bytearray([_SILENCE]) * (2 * length)
    body[0 : 2 * len(left) : 2] = left
    body[1 : 2 * len(right) : 2] = right
    return header(length) + bytes(body)


def header(samples: int) -> bytes:
    """The head of a WAV with two A-law channels at 8 kHz (RIFF, format 6)."""
    size = 2 * samples
    form = struct.pack("<4sIHHIIHHH", b"fmt ", 18, 6, 2, RATE, 2 * RATE, 2, 8, 0)
    fact = struct.pack("<4sII", b"fact", 4, samples)
    riff = struct.pack("<4sI4s", b"RIFF", 4 + len(form) + len(fact) + 8 + size, b"WAVE")
    return riff + form + fact + struct.pack("<4sI", b"data", size)


def peaks(side: bytes, length: int) -> bytes:
    """How loud a side is over the time: `PEAKS` numbers of 0–255 for `length` samples."""
    found = bytearray(PEAKS)
    table = _loudness()
    for i in range(PEAKS):
        part = side[i * length // PEAKS : max((i + 1) * length // PEAKS, i * length // PEAKS + 1)]
        if part:
            found[i] = max(part.translate(table))
    return bytes(found)


@cache
def _loudness() -> bytes:
    """For each A-law byte its loudness, 0–255 (the square root of the amplitude, as ears judge)."""
    return bytes(min(255, int((abs(sample) / 32768) ** 0.5 * 255)) for sample in decode_alaw(bytes(range(256))))
