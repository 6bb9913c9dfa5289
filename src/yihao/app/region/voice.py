"""Makes the sounds of a pack: its texts with a voice, music and tone by calculation; recordings are only registered."""

import tempfile
import wave
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Protocol

from yihao.calls.prompts import SOUNDS
from yihao.kernel import sound

from .audio import (
    INDEX,
    RECORDED,
    RENDERED,
    Clip,
    Source,
    UnfitSound,
    digest,
    read_index,
    read_sound,
    wanted,
    write_index,
)
from .music import beep, music
from .spoken import spoken, unreadable
from .values import Mistake

Progress = Callable[[str], None]

LEVEL = -20.0
"""Level of the speech in dBFS: between what handsets and networks take as loud and as soft."""
PAUSE = 0.15
"""Seconds of silence behind what is spoken: prompts are played one after the other."""
CALCULATED = "calculated"
_MAKERS: Mapping[str, Callable[[], list[int]]] = {"music": music, "beep": beep}


class VoiceRefused(RuntimeError):
    """The sounds cannot be made; the message is Chinese and says what to do."""


class Voice(Protocol):
    """Speaks Mandarin."""

    def speak(self, words: str, file: Path) -> None:
        """Write the words as a WAV of 24 kHz, 16 bits, one channel. Raises VoiceRefused."""


def make_audio(
    folder: Path,
    prompts: Mapping[str, str],
    name: str,
    start: Callable[[], AbstractContextManager[Voice]],
    *,
    again: bool = False,
    progress: Progress = lambda text: None,
) -> tuple[int, int]:
    """Bring the sounds of a pack up to its texts; how many were made and how many recordings are used.

    A recording is never overwritten: who lays `audio/<code>.wav` there has it registered and the rendered sound removed.
    The voice is started only when something is to be spoken; `again` renders everything anew. Raises VoiceRefused.
    """
    (folder / "audio").mkdir(exist_ok=True)
    texts = {**wanted(prompts), **dict.fromkeys(SOUNDS, "")}
    known = _known(folder)
    recorded = {code: _register(folder, code, texts[code], known.get(code)) for code in _recorded(folder, texts)}
    kept = {code: clip for code, clip in known.items() if not again and _is_current(folder, clip, texts, name)}
    made = [code for code in texts if code not in recorded and code not in kept]
    _refuse_unreadable({code: texts[code] for code in made})
    clips = {**kept, **recorded}
    with ExitStack() as stack:
        voice = cache(lambda: stack.enter_context(start()))
        for number, code in enumerate(made, start=1):
            progress(f"{number}/{len(made)} {code}")
            samples = _MAKERS[code]() if code in SOUNDS else spoken_samples(voice(), texts[code])
            clips[code] = _keep(folder, code, texts[code], samples, CALCULATED if code in SOUNDS else name)
            write_index(folder, clips)
    _remove_what_nothing_wants(folder, clips)
    write_index(folder, clips)
    return len(made), len(recorded)


def _known(folder: Path) -> dict[str, Clip]:
    """The index as it is; none is there the first time."""
    mistakes: list[Mistake] = []
    rows = read_index(folder, mistakes)
    if mistakes and (folder / INDEX).exists():
        raise VoiceRefused(f"音频目录有误，请先改正：{mistakes[0]}")
    return {clip.code: clip for clip in rows.values()}


def _recorded(folder: Path, codes: Iterable[str]) -> list[str]:
    return [code for code in codes if (folder / "audio" / f"{code}{RECORDED}").is_file()]


def _register(folder: Path, code: str, text: str, known: Clip | None) -> Clip:
    """The row of a recording. The same file as before keeps the words it was recorded with: `check` reports a change."""
    path = folder / "audio" / f"{code}{RECORDED}"
    try:
        seconds = len(read_sound(path)) / sound.RATE
    except UnfitSound as unfit:
        raise VoiceRefused(f"录音 audio/{path.name} {unfit}。") from None
    clip = Clip(code, path.name, digest(text), digest(path.read_bytes()), f"{seconds:.2f}", "", Source.RECORDED)
    if known and known.source is Source.RECORDED and known.sound == clip.sound:
        return replace(clip, words=known.words)
    return clip


def _is_current(folder: Path, clip: Clip, texts: Mapping[str, str], voice: str) -> bool:
    path = folder / "audio" / clip.file
    return (
        clip.source is Source.RENDERED
        and clip.code in texts
        and clip.words == digest(texts[clip.code])
        and clip.voice in (voice, CALCULATED)
        and path.is_file()
        and digest(path.read_bytes()) == clip.sound
    )


def _refuse_unreadable(texts: Mapping[str, str]) -> None:
    faults = [f"  {code}：{signs}" for code, text in texts.items() if (signs := unreadable(text))]
    if faults:
        raise VoiceRefused("合成的语音不会读这些字符，请改成汉字，或改用录音：\n" + "\n".join(faults))


def spoken_samples(voice: Voice, text: str) -> list[int]:
    """A text as telephone sound, at the level of all prompts."""
    with tempfile.TemporaryDirectory(prefix="yihao-voice-") as folder:
        file = Path(folder, "said.wav")
        voice.speak(spoken(text), file)
        with wave.open(str(file)) as said:
            samples = list(memoryview(said.readframes(said.getnframes())).cast("h"))
            slower = sound.slow_down(samples, said.getframerate() // sound.RATE)
    return sound.set_level(sound.trim(slower), LEVEL) + [0] * int(PAUSE * sound.RATE)


def _keep(folder: Path, code: str, text: str, samples: list[int], voice: str) -> Clip:
    path = folder / "audio" / f"{code}{RENDERED}"
    content = sound.encode_alaw(samples)
    path.write_bytes(content)
    seconds = f"{len(samples) / sound.RATE:.2f}"
    return Clip(code, path.name, digest(text), digest(content), seconds, voice, Source.RENDERED)


def _remove_what_nothing_wants(folder: Path, clips: Mapping[str, Clip]) -> None:
    """Rendered sounds without a row: the text is no more, or a recording took their place."""
    files = {clip.file for clip in clips.values()}
    for path in (folder / "audio").glob(f"*{RENDERED}"):
        if path.name not in files:
            path.unlink()
