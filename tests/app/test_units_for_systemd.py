"""The units in docs/deploy: systemd itself reads them, and every command in them is one of ours."""

import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from yihao.cli.main import app

_UNITS = Path(__file__).parents[2] / "docs" / "deploy"


def _commands() -> list[list[str]]:
    lines = [line for p in _UNITS.glob("*.service") for line in p.read_text().splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("ExecStart=")]


def test_they_start_commands_that_there_are() -> None:
    assert len(_commands()) == 4
    for command in _commands():
        found: click.Command = app
        while command and isinstance(found, click.Group):
            found = found.commands[command.pop(0)]
        assert not isinstance(found, click.Group)
        found.make_context("yihao", [part.replace("%i", "8345") for part in command])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_takes_them(tmp_path: Path) -> None:
    for unit in _UNITS.glob("yihao-*"):
        name = unit.name.replace("@", "@8345")
        (tmp_path / name).write_text(unit.read_text().replace("/opt/yihao/bin/yihao", "/bin/true"))
    units = sorted(str(p) for p in tmp_path.iterdir())
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "yihao-" in line]
    assert ours == []
