"""The sounds of a pack 语音文件, `audio/`: which are wanted, which are there, and whether they say what the texts say.

A sound is `audio/<code>.alaw` (rendered) or `audio/<code>.wav` (recorded by a person; it comes first).
`audio/index.csv` keeps what each was made from.
"""

import csv
import hashlib
import io
import wave
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from yihao.calls.prompts import COUNTED, SOUNDS, audio_of
from yihao.kernel import sound

from .sheets import Line, Rows, read_rows
from .values import Mistake

INDEX = "audio/index.csv"
COLUMNS = ("code", "file", "words", "sound", "seconds", "voice", "source")
RENDERED, RECORDED = ".alaw", ".wav"
_SHORTEST = 0.15
_LONGEST = 60


class Source(StrEnum):
    """Where a sound comes from."""

    RENDERED = "rendered"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class Clip:
    """A row of the index: a sound, the digest of the words it was made from and that of the file itself."""

    code: str
    file: str
    words: str
    sound: str
    seconds: str
    voice: str
    source: Source


class UnfitSound(ValueError):
    """A file is no sound for the telephone; the reason in Chinese."""


def wanted(prompts: Mapping[str, str]) -> dict[str, str]:
    """Everything that is spoken, by code: the texts, those with a {number} once for each number."""
    texts: dict[str, str] = {}
    for code, text in prompts.items():
        for number in COUNTED.get(code, ()):
            texts[f"{code}_{number}"] = text.replace("{number}", str(number))
        if code not in COUNTED:
            texts[code] = text
    return texts


def digest(content: str | bytes) -> str:
    """A short digest of words or of a file."""
    content = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(content).hexdigest()[:16]


def read_sound(path: Path) -> list[int]:
    """The samples of a sound. Raises UnfitSound unless it is A-law, or a WAV of 8 kHz, 16 bits, one channel."""
    content = path.read_bytes()
    if path.suffix == RENDERED:
        return sound.decode_alaw(content)
    try:
        with wave.open(io.BytesIO(content)) as file:
            form = (file.getframerate(), 8 * file.getsampwidth(), file.getnchannels())
            frames = file.readframes(file.getnframes())
    except (wave.Error, EOFError):
        raise UnfitSound("不是 WAV 文件，请导出为 8000 Hz、16 位、单声道的 WAV") from None
    if form != (sound.RATE, 16, 1):
        raise UnfitSound(f"是 {form[0]} Hz、{form[1]} 位、{form[2]} 声道，应为 8000 Hz、16 位、单声道的 WAV")
    return list(memoryview(frames).cast("h"))


def read_index(folder: Path, mistakes: list[Mistake]) -> Rows[Clip]:
    """The index of a pack's sounds."""
    return read_rows(folder, INDEX, COLUMNS, _clip, mistakes)


def write_index(folder: Path, clips: Mapping[str, Clip]) -> None:
    """Write the index, in order of the codes."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(clips[code]) for code in sorted(clips))
    (folder / INDEX).write_text(text.getvalue(), encoding="utf-8")


def check_audio(folder: Path, prompts: Mapping[str, str]) -> list[Mistake]:
    """Every sound that is missing, unfit, changed behind the index's back, or says other words than the text now does."""
    mistakes: list[Mistake] = []
    rows = read_index(folder, mistakes)
    if mistakes:
        return sorted(mistakes)
    texts = {**wanted(prompts), **dict.fromkeys(SOUNDS, "")}
    there = {clip.code for clip in rows.values()}
    mistakes += [rows.mistake(0, "code", f"缺少“{code}”的音频") for code in texts if code not in there]
    for row, clip in rows:
        if clip.code not in texts:
            mistakes.append(rows.mistake(row, "code", f"prompts.toml 里没有“{clip.code}”，请删去这一行和它的音频"))
        else:
            mistakes += [rows.mistake(row, *fault) for fault in _faults(folder, clip, texts[clip.code])]
    return sorted(mistakes)


def _faults(folder: Path, clip: Clip, text: str) -> Iterator[tuple[str, str]]:
    path = folder / "audio" / clip.file
    if not path.is_file():
        yield "file", f"没有 audio/{clip.file} 这个文件"
        return
    if digest(path.read_bytes()) != clip.sound:
        yield "sound", f"audio/{clip.file} 换过了，请运行 yihao region voice 重新登记"
    if clip.words != digest(text):
        again = "请重新录音" if clip.source is Source.RECORDED else "请运行 yihao region voice 重新合成"
        yield "words", f"“{clip.code}”的文字在制作音频以后改过，{again}"
    try:
        seconds = len(read_sound(path)) / sound.RATE
    except UnfitSound as unfit:
        yield "file", f"audio/{clip.file} {unfit}"
        return
    if not _SHORTEST <= seconds <= _LONGEST:
        yield "seconds", f"audio/{clip.file} 长 {seconds:.1f} 秒，应在 {_SHORTEST} 到 {_LONGEST} 秒之间"


def _clip(line: Line) -> Clip:
    code, file, source = line.text("code"), line.text("file"), line.choice("source", Source)
    expected = Path(audio_of(code)).name + (RENDERED if source is Source.RENDERED else RECORDED)
    if file != expected:
        line.wrong("file", f"应是 {expected}：合成的为 .alaw，录音为 .wav")
    words, contents = line.text("words"), line.text("sound")
    return Clip(code, file, words, contents, line.text("seconds"), line.optional("voice"), source)
