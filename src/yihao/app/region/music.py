"""Sounds without words, made by calculation: nobody's rights are in them. Pure."""

import math
from collections.abc import Iterable
from functools import cache

from yihao.kernel.sound import FULL, RATE, fade, set_level

_BEAT = 0.75
"""Seconds; 80 beats a minute."""
_CHORDS = (
    ("C3", "E4", "G4", "B4"),
    ("A2", "C4", "E4", "G4"),
    ("F2", "A3", "C4", "E4"),
    ("G2", "B3", "D4", "F4"),
    ("E3", "G4", "B4", "D5"),
    ("A2", "C4", "E4", "G4"),
    ("D3", "F4", "A4", "C5"),
    ("G2", "B3", "D4", "G4"),
)
"""A bar each: bass and three notes above it."""
_PATTERN = (0, 1, 2, 3, 2, 1, 3, 2)
"""Which note of the chord sounds on each half beat."""
_MELODY = (
    *("G5", "", "E5", "", "E5", "", "C5", "", "A4", "", "C5", "", "B4", "", "D5", ""),
    *("E5", "D5", "C5", "", "E5", "", "C5", "A4", "B4", "", "C5", "", "A4", "", "G4", ""),
)
"""A note every two beats, over sixteen bars; empty is a rest."""
_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_PARTIALS = ((1, 1.0), (2, 0.35), (3, 0.12), (4, 0.05))
"""A soft plucked tone: few overtones, the telephone passes 300 to 3,400 Hz only."""
_RING = 2.4
"""Seconds until a note has died away."""


def music() -> list[int]:
    """Music on hold: sixteen bars of a quiet harp, which end where they begin."""
    length = int(2 * len(_CHORDS) * 4 * _BEAT * RATE)
    mix = [0.0] * length
    for start, pitch, strength in _notes():
        _pluck(mix, int(start * RATE), pitch, strength)
    loudest = max(map(abs, mix))
    return set_level([round(value / loudest * FULL * 0.5) for value in mix], wanted=-26)


def beep(pitch: float = 1000, seconds: float = 0.4) -> list[int]:
    """The tone after which a message is taken."""
    wave = [round(FULL * math.sin(2 * math.pi * pitch * at / RATE)) for at in range(int(seconds * RATE))]
    return fade(set_level(wave, wanted=-20), 0.02)


def _notes() -> Iterable[tuple[float, float, float]]:
    """Start in seconds, pitch in Hz and strength of every note."""
    for bar, chord in enumerate(_CHORDS * 2):
        begin = bar * 4 * _BEAT
        for half, note in enumerate(_PATTERN):
            yield begin + half * _BEAT / 2, _pitch(chord[note]), 0.5 if note else 0.7
        for half in (0, 1):
            tone = _MELODY[2 * bar + half]
            if tone:
                yield begin + half * 2 * _BEAT, _pitch(tone), 0.6


def _pitch(name: str) -> float:
    """Hz of a note, equal temperament, A4 = 440."""
    semitones = _STEPS[name[0]] - _STEPS["A"] + 12 * (int(name[1]) - 4)
    return float(440 * 2 ** (semitones / 12))


def _pluck(mix: list[float], start: int, pitch: float, strength: float) -> None:
    """Add a note; what rings on behind the end is heard at the beginning, so that the loop has no seam."""
    for at, value in enumerate(_tone(pitch), start):
        mix[at % len(mix)] += strength * value


@cache
def _tone(pitch: float) -> tuple[float, ...]:
    """A note from its pluck until it has died away."""
    length, rise = int(_RING * RATE), int(0.012 * RATE)
    tone = [0.0] * length
    for partial, share in _PARTIALS:
        turn = 2 * math.pi * pitch * partial / RATE
        fall = -3.5 * partial**0.5 / length
        for at in range(length):
            tone[at] += share * math.exp(fall * at) * math.sin(turn * at)
    return tuple(value * min(1, at / rise) for at, value in enumerate(tone))
