"""Telephone sound: 8,000 samples a second of 16 bits, kept as A-law (G.711). Pure; no Django, no I/O."""

import math
from collections.abc import Sequence
from functools import cache
from operator import mul

RATE = 8_000
"""Samples a second on the telephone."""
FULL = 32_767
_FRAME = RATE // 50
"""20 ms: the grain in which speech and silence are told apart."""
_EVEN_BITS = 0x55
"""G.711 sends every even bit turned over."""
_TAPS_EACH_SIDE = 48
_PASS = 0.46
"""Edge of the low-pass, as a part of the new rate: what is above would be folded back."""


def encode_alaw(samples: Sequence[int]) -> bytes:
    """16-bit samples as A-law bytes."""
    table = _encoding()
    return bytes(table[(sample >> 3) & 0x1FFF] for sample in samples)


def decode_alaw(sound: bytes) -> list[int]:
    """A-law bytes as 16-bit samples."""
    table = _decoding()
    return [table[byte] for byte in sound]


def slow_down(samples: Sequence[int], factor: int) -> list[int]:
    """Every `factor`-th sample, behind a low-pass that keeps what is above the new half rate from folding back."""
    taps = _low_pass(factor)
    silence = [0] * (len(taps) // 2)
    padded = [*silence, *samples, *silence]
    return [_bounded(sum(map(mul, taps, padded[at : at + len(taps)]))) for at in range(0, len(samples), factor)]


def decibel(samples: Sequence[int]) -> float:
    """Level of the speech in dBFS: the frames that are not silence, as a root mean square. Silence: minus infinity."""
    powers = _powers(samples)
    loudest = max(powers, default=0.0)
    spoken = [power for power in powers if power > loudest / 1000]  # within 30 dB of the loudest
    return 10 * math.log10(sum(spoken) / len(spoken) / FULL**2) if loudest else -math.inf


def peak(samples: Sequence[int]) -> float:
    """The highest sample, as a part of full scale."""
    return max((abs(sample) for sample in samples), default=0) / FULL


def set_level(samples: Sequence[int], wanted: float, highest: float = 0.8) -> list[int]:
    """The same sound at a level in dBFS; softer where it would pass `highest` of full scale."""
    if not any(samples):
        return list(samples)
    gain: float = 10 ** ((wanted - decibel(samples)) / 20)
    gain = min(gain, highest / peak(samples))
    return [_bounded(sample * gain) for sample in samples]


def trim(samples: Sequence[int], margin: float = 0.06) -> list[int]:
    """Without the silence before and behind, but for `margin` seconds; edges faded so that nothing clicks."""
    powers = _powers(samples)
    loud = [at for at, power in enumerate(powers) if power > max(powers) / 10_000]
    if not loud or not any(samples):
        return []
    start = max(0, loud[0] * _FRAME - int(margin * RATE))
    return fade(samples[start : (loud[-1] + 1) * _FRAME + int(margin * RATE)])


def fade(samples: Sequence[int], seconds: float = 0.01) -> list[int]:
    """The first and last moment softened."""
    edge = min(int(seconds * RATE), len(samples) // 2)
    faded = list(samples)
    for at in range(edge):
        faded[at] = samples[at] * at // edge
        faded[-1 - at] = samples[-1 - at] * at // edge
    return faded


def _powers(samples: Sequence[int]) -> list[float]:
    """Mean square of each frame."""
    frames = (samples[at : at + _FRAME] for at in range(0, len(samples), _FRAME))
    return [sum(map(mul, frame, frame)) / len(frame) for frame in frames]


def _bounded(value: float) -> int:
    return max(-FULL, min(FULL, round(value)))


@cache
def _low_pass(factor: int) -> tuple[float, ...]:
    """A windowed sinc (Blackman), its sum 1."""
    edge, side = _PASS / factor, _TAPS_EACH_SIDE
    span = range(-side, side + 1)
    taps = [math.sin(2 * math.pi * edge * at) / (math.pi * at) if at else 2 * edge for at in span]
    turns = [math.pi * at / side for at in span]
    shaped = [
        tap * (0.42 + 0.5 * math.cos(turn) + 0.08 * math.cos(2 * turn)) for tap, turn in zip(taps, turns, strict=True)
    ]
    return tuple(tap / sum(shaped) for tap in shaped)


@cache
def _encoding() -> bytes:
    """The byte of each 13-bit sample, negative ones in two's complement behind the positive ones (G.711, table 1)."""
    positive = bytes(_code(magnitude) ^ 0x80 ^ _EVEN_BITS for magnitude in range(4096))
    negative = bytes(_code(magnitude) ^ _EVEN_BITS for magnitude in range(4095, -1, -1))
    return positive + negative


def _code(magnitude: int) -> int:
    segment = max(0, magnitude.bit_length() - 5)
    return segment << 4 | (magnitude >> max(1, segment)) & 0x0F


@cache
def _decoding() -> tuple[int, ...]:
    """The sample of each byte: the middle of its step."""
    return tuple(_sample(byte ^ _EVEN_BITS) for byte in range(256))


def _sample(code: int) -> int:
    segment, step = code >> 4 & 7, code & 0x0F
    magnitude = (step << 4) + 8 if not segment else (step << 4) + 0x108 << segment - 1
    return magnitude if code & 0x80 else -magnitude
