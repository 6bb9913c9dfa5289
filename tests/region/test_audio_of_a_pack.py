"""Every text of a pack has its sound, and whatever does not fit is named with its place."""

import shutil
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.region.broken import Sheet
from tests.region.conftest import JIUJIANG
from yihao.app.region import Pack
from yihao.app.region.audio import INDEX, Clip, Source, check_audio, read_index, read_sound, wanted
from yihao.calls.prompts import COUNTED, PLAYED, SOUNDS
from yihao.kernel.sound import RATE, decibel, peak

CLIPS = read_index(JIUJIANG, []).values()


@pytest.fixture
def folder(folder: Path) -> Path:
    """The copied pack with its sounds."""
    shutil.copytree(JIUJIANG / "audio", folder / "audio")
    return folder


def test_the_pack_is_complete(pack: Pack) -> None:
    assert check_audio(JIUJIANG, pack.prompts) == []
    codes = {clip.code for clip in CLIPS}
    assert {*wanted(pack.prompts), *SOUNDS} == codes
    assert {code for code in PLAYED if code not in COUNTED} <= codes
    assert {f"{code}_{number}" for code, numbers in COUNTED.items() for number in numbers} <= codes


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.code)
def test_a_sound_is_heard_well(clip: Clip) -> None:
    samples = read_sound(JIUJIANG / "audio" / clip.file)
    assert float(clip.seconds) == pytest.approx(len(samples) / RATE, abs=0.01)
    assert peak(samples) < 0.85
    assert -30 < decibel(samples) < -16


def test_speech_is_neither_hurried_nor_dragged(pack: Pack) -> None:
    seconds = {clip.code: float(clip.seconds) for clip in CLIPS if clip.source is Source.RENDERED}
    pace = {code: len(text) / seconds[code] for code, text in wanted(pack.prompts).items() if code in seconds}
    assert {code: rate for code, rate in pace.items() if not 2.5 < rate < 7} == {}


def test_the_data_stays_small() -> None:
    assert sum(path.stat().st_size for path in (JIUJIANG / "audio").iterdir()) < 4_000_000


def test_a_text_that_changed_is_named(folder: Path, pack: Pack) -> None:
    (mistake,) = check_audio(folder, {**pack.prompts, "hold": "请稍候。"})
    assert (mistake.file, mistake.column) == (INDEX, "words")
    assert "hold" in mistake.reason
    assert "文字在制作音频以后改过" in mistake.reason


def test_a_new_text_wants_a_sound(folder: Path, pack: Pack) -> None:
    (mistake,) = check_audio(folder, {**pack.prompts, "storm": "今天有暴雨。"})
    assert mistake.reason == "缺少“storm”的音频"


def test_a_text_that_is_no_more(folder: Path, pack: Pack) -> None:
    texts = {code: text for code, text in pack.prompts.items() if code != "hold"}
    (mistake,) = check_audio(folder, texts)
    assert "没有“hold”" in mistake.reason


def test_a_missing_file(folder: Path, pack: Pack) -> None:
    (folder / "audio" / "hold.alaw").unlink()
    (mistake,) = check_audio(folder, pack.prompts)
    assert mistake.reason == "没有 audio/hold.alaw 这个文件"


def test_a_file_that_was_exchanged(folder: Path, pack: Pack) -> None:
    path = folder / "audio" / "hold.alaw"
    path.write_bytes(path.read_bytes()[:-100])
    (mistake,) = check_audio(folder, pack.prompts)
    assert "换过了" in mistake.reason


def test_a_sound_of_no_length(folder: Path, pack: Pack) -> None:
    (folder / "audio" / "hold.alaw").write_bytes(b"")
    assert any("长 0.0 秒" in mistake.reason for mistake in check_audio(folder, pack.prompts))


def test_no_index(folder: Path, pack: Pack) -> None:
    (folder / INDEX).unlink()
    (mistake,) = check_audio(folder, pack.prompts)
    assert (mistake.file, mistake.row) == (INDEX, 0)


def test_a_file_under_another_name(folder: Path, pack: Pack, sheet: Callable[[str], Sheet]) -> None:
    index = sheet(INDEX)
    row = index.row_of("hold")
    index.set(row, "file", "../hold.alaw")
    (mistake,) = check_audio(folder, pack.prompts)
    assert (mistake.row, mistake.column) == (row, "file")


@pytest.mark.parametrize(
    ("rate", "width", "channels"), [(16_000, 2, 1), (8_000, 1, 1), (8_000, 2, 2)], ids=["rate", "bits", "stereo"]
)
def test_a_recording_of_another_form(tmp_path: Path, rate: int, width: int, channels: int) -> None:
    path = tmp_path / "hold.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, width, rate, 0, "NONE", ""))
        file.writeframes(bytes(1000 * width * channels))
    with pytest.raises(ValueError, match="应为 8000 Hz"):
        read_sound(path)


def test_a_recording_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "hold.wav"
    path.write_bytes(b"ID3 is not a WAV")
    with pytest.raises(ValueError, match="不是 WAV"):
        read_sound(path)
