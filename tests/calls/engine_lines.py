"""Settings of an engine for tests of its configuration, and its files taken apart as Asterisk would."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from yihao.calls.asterisk.configuration import Layout, Line, files

LAYOUT = Layout(
    programs=Path("/srv/asterisk"),
    library=Path("/srv/asterisk/usr/lib/x86_64-linux-gnu"),
    home=Path("/srv/yihao/engine/main"),
    recordings=Path("/srv/yihao/engine/main/recordings"),
    music=Path("/srv/yihao/engine/main/music"),
)
LINE = Line(
    host="127.0.0.1",
    sip=5060,
    ari=8088,
    ami=5038,
    rtp_start=32000,
    rtp_end=32767,
    ari_password="a-password-of-our-own-making",
    ami_password="another-password-of-our-own",
    trunk_peers=("127.0.0.1",),
    trunk_contact="127.0.0.1:5070",
)
_SETTING = re.compile(r"([^=>]+?)\s*=>?\s*(.*)")


def files_with(**changed: Any) -> dict[str, str]:
    """The files with some settings changed."""
    return files(LAYOUT, replace(LINE, **changed))


def entries(text: str) -> list[tuple[str, str, str]]:
    """Section, name and value of every line, comments gone."""
    found, section = [], ""
    for line in text.split("\n"):
        bare = re.sub(r"(?<!\\);.*", "", line).strip()
        if bare.startswith("["):
            section = bare
        elif bare:
            match = _SETTING.fullmatch(bare)
            assert match is not None, bare
            found.append((section, match[1].strip(), match[2].replace("\\;", ";")))
    return found


def shape(made: dict[str, str]) -> list[tuple[str, str, str]]:
    """What there is in which section of which file, without the values."""
    return [(name, section, key) for name, text in made.items() for section, key, _ in entries(text)]


def values(text: str, name: str) -> list[str]:
    """All values of a name in a file."""
    return [value for _, key, value in entries(text) if key == name]
