"""What a caller hears, named: which of the known prompts, silence, a signal tone, or somebody who speaks. Pure.

A prompt is recognised sample by sample: the way from the engine to a telephone changes nothing in it. So a match is no
guess; what matches nothing is only told apart by its sound.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from yihao.calls.telephones.sound import frequencies, from_alaw, is_silent, is_tone, loudness

_KEY = 16
"""Samples that have to agree."""
_EVERY = 80
"""A prompt is known by a key in each hundredth of a second."""
_AUDIBLE = 300.0
_ENOUGH = 3
_PIECE = 2 * 4096
"""Half a second: as much as telling tones needs."""
_PAUSE = 3
"""Pieces of silence until it counts: speech has pauses."""
_VOICED = 2
"""Pieces of a voice until it counts: the last sound of a prompt is too short to be known."""


class Kind(StrEnum):
    """What sort of sound."""

    PROMPT = "prompt"
    SILENCE = "silence"
    TONE = "tone"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Sound:
    """What is heard: of a prompt its code, of a tone its frequencies."""

    kind: Kind
    code: str = ""
    hertz: tuple[int, ...] = ()


class Prompts:
    """The prompts that can be recognised."""

    def __init__(self, sounds: Mapping[str, bytes]) -> None:
        """`sounds` are A-law files by code."""
        found: dict[bytes, str] = {}
        twice: set[bytes] = set()
        for code, alaw in sounds.items():
            for at in range(0, len(alaw) - _KEY, _EVERY):
                key = from_alaw(alaw[at : at + _KEY])
                if loudness(key) >= _AUDIBLE and found.setdefault(key, code) != code:
                    twice.add(key)
        self._codes = {key: code for key, code in found.items() if key not in twice}

    def in_sound(self, pcm: bytes) -> str:
        """The code of the prompt that sounds in it, empty without one; of two the longer."""
        keys = (pcm[at : at + 2 * _KEY] for at in range(0, len(pcm) - 2 * _KEY, 2))
        heard = Counter(code for key in keys if (code := self._codes.get(key)))
        code, times = heard.most_common(1)[0] if heard else ("", 0)
        return code if times >= _ENOUGH else ""


class Ear:
    """Listens to a call and says when it hears something else than before."""

    def __init__(self, prompts: Prompts) -> None:
        self._prompts = prompts
        self._rest = b""
        self._now: Sound | None = None
        self._quiet = self._loud = 0

    @property
    def now(self) -> Sound | None:
        """What is heard now; None before anything was."""
        return self._now

    def hear(self, pcm: bytes) -> list[Sound]:
        """Take in more of the sound; what new is heard in it, in order."""
        self._rest += pcm
        news = []
        while len(self._rest) >= _PIECE:
            piece, self._rest = self._rest[:_PIECE], self._rest[_PIECE:]
            found = self._name(piece)
            if found is not None and found != self._now:
                self._now = found
                news.append(found)
        return news

    def _name(self, piece: bytes) -> Sound | None:
        if code := self._prompts.in_sound(piece):
            self._quiet = self._loud = 0
            return Sound(Kind.PROMPT, code)
        if is_silent(piece):
            self._quiet, self._loud = self._quiet + 1, 0
            return Sound(Kind.SILENCE) if self._quiet >= _PAUSE else None
        self._quiet = 0
        if is_tone(piece):
            return Sound(Kind.TONE, hertz=tuple(sorted(frequencies(piece))))
        self._loud += 1
        return Sound(Kind.VOICE) if self._loud >= _VOICED else None
