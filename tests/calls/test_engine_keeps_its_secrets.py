"""Passwords lie in files that only the engine's own account reads."""

import json
import stat
from pathlib import Path

import pytest

from yihao.calls.asterisk import server
from yihao.calls.asterisk.server import EngineProblem, Wishes


@pytest.fixture
def wishes(tmp_path: Path) -> Wishes:
    """An engine of a system that has one: what is run is never started here."""
    fetched = tmp_path / "asterisk"
    library = fetched / "usr/lib/x86_64-linux-gnu"
    (library / "asterisk/modules").mkdir(parents=True)
    (library / "ld-linux-x86-64.so.2").touch()
    (fetched / "yihao-fetched").write_text("1:22.10.1\n")
    return Wishes(home=tmp_path / "engine", fetched=fetched)


def _open_to_others(folder: Path) -> list[str]:
    return [f.name for f in folder.rglob("*") if f.is_file() and stat.S_IMODE(f.stat().st_mode) & 0o077]


def test_no_file_of_the_configuration_is_open_to_others(wishes: Wishes) -> None:
    server.command(wishes, None)
    assert (wishes.home / "etc/pjsip.conf").is_file()
    assert _open_to_others(wishes.home) == []
    assert stat.S_IMODE(wishes.home.stat().st_mode) == 0o700


def test_passwords_are_made_once_and_differ(wishes: Wishes) -> None:
    first, again = server.access(wishes), server.access(wishes)
    assert first == again
    assert first.ari_password != first.ami_password
    assert min(len(first.ari_password), len(first.ami_password)) >= 32
    assert stat.S_IMODE((wishes.home / "access.json").stat().st_mode) == 0o600


def test_passwords_are_not_in_the_command(wishes: Wishes) -> None:
    command, environment = server.command(wishes, None)
    kept = json.loads((wishes.home / "access.json").read_text())
    said = " ".join([*command, *environment.values()])
    assert kept["ari_password"] not in said
    assert kept["ami_password"] not in said


def test_a_setting_that_cannot_be_written_down_is_said_in_chinese(wishes: Wishes) -> None:
    bad = Wishes(home=wishes.home, fetched=wishes.fetched, trunk_contact="carrier:5060\ntype=endpoint")
    with pytest.raises(EngineProblem, match="话务引擎的设置有误：trunk_contact"):
        server.command(bad, None)
