"""Run an Asterisk of ours: its ports and secrets, its folders, its command. Standard library only."""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from yihao.calls.asterisk.configuration import Layout, Line, files
from yihao.calls.asterisk.fetch import is_fetched
from yihao.calls.asterisk.harmless import Unfit

_PORTS = range(20000, 32000)  # below the range from which the kernel takes ports of outgoing connections


class EngineProblem(RuntimeError):
    """The engine can't run; the message is Chinese and says what to do."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the settings say of the engine. A port 0 is chosen once and kept."""

    home: Path
    fetched: Path
    program: str = ""
    host: str = "127.0.0.1"
    sip_port: int = 0
    ari_port: int = 0
    ami_port: int = 0
    rtp_ports: tuple[int, int] = (12000, 19999)
    trunk_peers: tuple[str, ...] = ()
    trunk_contact: str = ""
    called_from: str = "uri"
    external_address: str = ""
    certificate: str = ""
    authorities: str = ""


@dataclass(frozen=True, slots=True)
class Access:
    """How the switchboard, the seats and the test caller reach the engine."""

    host: str
    sip: int
    ari: int
    ami: int
    caller: int
    """Port at which the demonstration's test caller stands for the carrier."""
    ari_password: str
    ami_password: str

    @property
    def url(self) -> str:
        """Asterisk's HTTP server."""
        return f"http://127.0.0.1:{self.ari}"


def access(wishes: Wishes) -> Access:
    """Ports and secrets of this installation's engine, made at the first asking and kept in its folder."""
    file = wishes.home / "access.json"
    if not file.exists():
        _make_access(file)
    kept = json.loads(file.read_text(encoding="utf-8"))
    return Access(
        host=wishes.host,
        sip=wishes.sip_port or kept["sip"],
        ari=wishes.ari_port or kept["ari"],
        ami=wishes.ami_port or kept["ami"],
        caller=kept["caller"],
        ari_password=kept["ari_password"],
        ami_password=kept["ami_password"],
    )


def recordings(wishes: Wishes) -> Path:
    """Where the engine writes the two sides of every call."""
    return wishes.home / "recordings"


def command(wishes: Wishes, audio: Path | None) -> tuple[list[str], dict[str, str]]:
    """Write the configuration; the command that runs the engine in the foreground, and its environment.

    `audio` is the folder of the region's spoken texts and music. Raises EngineProblem where there is no Asterisk.
    """
    layout, start = _where(wishes)
    for folder in ("etc", "lib/keys", "spool", "run", "log"):
        (layout.home / folder).mkdir(parents=True, exist_ok=True)
    layout.home.chmod(0o700)
    layout.recordings.mkdir(exist_ok=True)
    _lay_out_music(layout.music, audio)
    found = access(wishes)
    line = Line(
        host=wishes.host,
        sip=found.sip,
        ari=found.ari,
        ami=found.ami,
        rtp_start=wishes.rtp_ports[0],
        rtp_end=wishes.rtp_ports[1],
        ari_password=found.ari_password,
        ami_password=found.ami_password,
        trunk_peers=wishes.trunk_peers or ("127.0.0.1",),
        trunk_contact=wishes.trunk_contact or f"127.0.0.1:{found.caller}",
        called_from=wishes.called_from,
        external_address=wishes.external_address,
        certificate=wishes.certificate,
        authorities=wishes.authorities,
    )
    try:
        wanted = files(layout, line)
    except Unfit as unfit:
        raise EngineProblem(f"话务引擎的设置有误：{unfit}。") from None
    for name, text in wanted.items():
        file = layout.home / "etc" / name
        file.write_text(text, encoding="utf-8")
        file.chmod(0o600)
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}
    return [*start, "-C", str(layout.home / "etc/asterisk.conf"), "-f", "-n"], environment


def ready(wishes: Wishes) -> bool:
    """Whether the engine that runs in this folder is fully up."""
    _, start = _where(wishes)
    asked = [*start, "-C", str(wishes.home / "etc/asterisk.conf"), "-rx", "core waitfullybooted"]
    with contextlib.suppress(subprocess.TimeoutExpired):
        done = subprocess.run(asked, capture_output=True, text=True, timeout=5)
        return done.returncode == 0 and "fully booted" in done.stdout
    return False


def there_is_one(wishes: Wishes) -> bool:
    """Whether there is an Asterisk to run."""
    return is_fetched(wishes.fetched) or bool(wishes.program and shutil.which(wishes.program))


def _where(wishes: Wishes) -> tuple[Layout, list[str]]:
    home, sound = wishes.home, wishes.home / "recordings"
    if wishes.program:
        program = shutil.which(wishes.program)
        if program is None:
            raise EngineProblem(f"找不到设置 engine_program 所指的程序 {wishes.program}。")
        libraries = [p.parent for p in Path("/usr/lib").glob("**/asterisk/modules")]
        if not libraries:
            raise EngineProblem("找不到已安装的 Asterisk 的模块目录（/usr/lib/…/asterisk/modules）。")
        return Layout(Path("/"), libraries[0].parent, home, sound, home / "music"), [program]
    if not is_fetched(wishes.fetched):
        raise EngineProblem(
            "还没有话务引擎。请运行 bin/yihao engine fetch，或在设置 engine_program 里指明已安装的 Asterisk。"
        )
    modules = next(wishes.fetched.glob("usr/lib/*/asterisk/modules"))
    library = modules.parents[1]
    loader = next(iter(sorted(library.glob("ld-linux-*.so.*"))), None)
    if loader is None:
        raise EngineProblem(f"{wishes.fetched} 不完整，请删除后重新运行 bin/yihao engine fetch。")
    start = [
        str(loader),
        "--library-path",
        f"{library}:{library / 'asterisk'}",
        str(wishes.fetched / "usr/sbin/asterisk"),
    ]
    return Layout(wishes.fetched, library, home, sound, home / "music"), start


def _lay_out_music(music: Path, audio: Path | None) -> None:
    """A folder with the music alone: Asterisk plays everything that lies in it."""
    music.mkdir(exist_ok=True)
    for old in music.iterdir():
        old.unlink()
    for piece in sorted(audio.glob("music*.*")) if audio and audio.exists() else []:
        shutil.copy(piece, music / piece.name)


def _make_access(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    taken: set[int] = set()
    body: dict[str, object] = {name: _free_port(taken) for name in ("sip", "ari", "ami", "caller")}
    body |= {name: secrets.token_urlsafe(24) for name in ("ari_password", "ami_password")}
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(body, out)
    fresh.replace(file)


def _free_port(taken: set[int]) -> int:
    """A port that nobody has now, neither for TCP nor for UDP (nor the next one: TLS takes it)."""
    while True:
        port = secrets.choice(_PORTS)
        if port in taken:
            continue
        with contextlib.suppress(OSError), socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", port))
            udp.bind(("127.0.0.1", port))
            taken.update((port, port + 1))
            return port
