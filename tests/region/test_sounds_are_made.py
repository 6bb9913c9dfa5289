"""Sounds follow the texts; a recording is never overwritten; the voice is started only for what is new."""

import math
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from yihao.app.region import voice
from yihao.app.region.audio import Source, check_audio, read_index, read_sound
from yihao.app.region.music import beep
from yihao.app.region.voice import Voice, VoiceRefused, make_audio
from yihao.calls.prompts import SOUNDS
from yihao.kernel.sound import RATE, decibel

TEXTS = {"greeting": "您好，12345热线。", "queue_wait": "预计等待{number}分钟左右。"}


class Studio:
    """A voice that hums, and keeps what it was asked to say."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.started = 0

    @contextmanager
    def start(self) -> Iterator[Voice]:
        self.started += 1
        yield self

    def speak(self, words: str, file: Path) -> None:
        self.said.append(words)
        hum = [round(9000 * math.sin(at / 10)) for at in range(6_000)]
        _write(file, 24_000, hum)


def _write(file: Path, rate: int, samples: list[int]) -> None:
    with wave.open(str(file), "wb") as target:
        target.setparams((1, 2, rate, 0, "NONE", ""))
        target.writeframes(b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples))


@pytest.fixture
def studio(monkeypatch: pytest.MonkeyPatch) -> Studio:
    """The voice; a tone stands for the music, which takes its time."""
    monkeypatch.setattr(voice, "_MAKERS", dict.fromkeys(SOUNDS, beep))
    return Studio()


@pytest.fixture
def city(tmp_path: Path, studio: Studio) -> Path:
    """A pack whose sounds are made."""
    make_audio(tmp_path, TEXTS, "hum", studio.start)
    return tmp_path


def record(city: Path, code: str, seconds: float = 1) -> bytes:
    path = city / "audio" / f"{code}.wav"
    _write(path, RATE, [1000] * int(seconds * RATE))
    return path.read_bytes()


def source(city: Path, code: str) -> Source:
    return next(clip.source for clip in read_index(city, []).values() if clip.code == code)


def test_everything_is_made_once(city: Path, studio: Studio) -> None:
    assert check_audio(city, TEXTS) == []
    assert studio.said[0] == "您好，幺二三四五热线。"
    assert "预计等待两分钟左右。" in studio.said
    assert decibel(read_sound(city / "audio" / "greeting.alaw")) == pytest.approx(-20, abs=1)
    assert make_audio(city, TEXTS, "hum", studio.start) == (0, 0)
    assert studio.started == 1


def test_only_what_changed_is_spoken_again(city: Path, studio: Studio) -> None:
    studio.said.clear()
    changed = {**TEXTS, "greeting": "您好。"}
    assert make_audio(city, changed, "hum", studio.start) == (1, 0)
    assert studio.said == ["您好。"]
    assert check_audio(city, changed) == []


def test_a_damaged_sound_is_made_again(city: Path, studio: Studio) -> None:
    (city / "audio" / "greeting.alaw").write_bytes(b"\xd5")
    assert make_audio(city, TEXTS, "hum", studio.start) == (1, 0)
    assert check_audio(city, TEXTS) == []


def test_another_voice_speaks_everything(city: Path, studio: Studio) -> None:
    studio.said.clear()
    made, _ = make_audio(city, TEXTS, "other", studio.start)
    assert made == len(studio.said) > 1


def test_a_recording_takes_the_place_of_the_voice(city: Path, studio: Studio) -> None:
    recorded = record(city, "greeting")
    assert make_audio(city, TEXTS, "hum", studio.start) == (0, 1)
    assert source(city, "greeting") is Source.RECORDED
    assert not (city / "audio" / "greeting.alaw").exists()
    assert (city / "audio" / "greeting.wav").read_bytes() == recorded
    assert check_audio(city, TEXTS) == []


def test_a_recording_is_never_overwritten(city: Path, studio: Studio) -> None:
    recorded = record(city, "greeting")
    make_audio(city, TEXTS, "hum", studio.start)
    changed = {**TEXTS, "greeting": "您好。"}
    make_audio(city, changed, "other", studio.start, again=True)
    assert (city / "audio" / "greeting.wav").read_bytes() == recorded
    (mistake,) = check_audio(city, changed)
    assert "请重新录音" in mistake.reason


def test_recording_it_again_settles_a_changed_text(city: Path, studio: Studio) -> None:
    record(city, "greeting")
    make_audio(city, TEXTS, "hum", studio.start)
    changed = {**TEXTS, "greeting": "您好。"}
    record(city, "greeting", seconds=2)
    make_audio(city, changed, "hum", studio.start)
    assert check_audio(city, changed) == []


def test_a_recording_that_is_taken_away_is_spoken_again(city: Path, studio: Studio) -> None:
    record(city, "greeting")
    make_audio(city, TEXTS, "hum", studio.start)
    (city / "audio" / "greeting.wav").unlink()
    assert make_audio(city, TEXTS, "hum", studio.start) == (1, 0)
    assert source(city, "greeting") is Source.RENDERED


def test_a_recording_of_another_form_is_refused(city: Path, studio: Studio) -> None:
    _write(city / "audio" / "greeting.wav", 44_100, [1000] * 44_100)
    with pytest.raises(VoiceRefused, match=r"greeting\.wav 是 44100 Hz"):
        make_audio(city, TEXTS, "hum", studio.start)
    assert (city / "audio" / "greeting.alaw").exists()


def test_sounds_of_texts_that_are_no_more_are_removed(city: Path, studio: Studio) -> None:
    fewer = {"queue_wait": TEXTS["queue_wait"]}
    make_audio(city, fewer, "hum", studio.start)
    assert not (city / "audio" / "greeting.alaw").exists()
    assert check_audio(city, fewer) == []


def test_signs_that_no_voice_reads_are_refused_before_anything_is_spoken(city: Path, studio: Studio) -> None:
    studio.said.clear()
    with pytest.raises(VoiceRefused, match="greeting：AP"):
        make_audio(city, {**TEXTS, "greeting": "请下载APP。", "waiting": "请稍候。"}, "hum", studio.start)
    assert studio.said == []


def test_a_voice_that_fails_keeps_what_was_made(tmp_path: Path, studio: Studio) -> None:
    def fail(words: str, file: Path) -> None:
        if len(studio.said) == 3:
            raise VoiceRefused("语音合成中断")
        Studio.speak(studio, words, file)

    studio.speak = fail  # type: ignore[method-assign]
    with pytest.raises(VoiceRefused, match="中断"):
        make_audio(tmp_path, TEXTS, "hum", studio.start)
    assert len(read_index(tmp_path, []).values()) == 3


def test_a_damaged_index_is_not_guessed_at(city: Path, studio: Studio) -> None:
    (city / "audio" / "index.csv").write_text("code,file\n", encoding="utf-8")
    with pytest.raises(VoiceRefused, match="音频目录有误"):
        make_audio(city, TEXTS, "hum", studio.start)
