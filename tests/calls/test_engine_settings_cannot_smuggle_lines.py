"""Whatever stands in a setting, it never becomes a line, a section or an argument of its own."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calls.engine_lines import LAYOUT, LINE, files_with, shape
from yihao.calls.asterisk.configuration import files
from yihao.calls.asterisk.harmless import Unfit

_FULL: dict[str, Any] = {
    "certificate": "/etc/yihao/trunk.pem",
    "authorities": "/etc/yihao/ca.pem",
    "external_address": "198.51.100.4",
}
_TEXTS = ("host", "trunk_contact", "external_address", "certificate", "authorities", "called_from", "ari_password")
_SMUGGLED = (
    "\n[evil]",
    "\ncontact=sip:evil",
    ";",
    "\r\n",
    "]",
    ")\n same => n,System(id)",
    "${SHELL(id)}",
    "\x85",
    ",x",
)


def _tries() -> st.SearchStrategy[str]:
    decent = st.sampled_from(["127.0.0.1", "10.0.0.1:5060", "/etc/a.pem", "uri", "a-password-of-our-own", "::1", ""])
    return st.text() | st.tuples(decent, st.sampled_from(_SMUGGLED), st.text()).map("".join) | decent


@pytest.mark.parametrize("setting", _TEXTS)
@given(text=_tries())
def test_a_setting_is_refused_or_changes_values_only(setting: str, text: str) -> None:
    wanted = shape(files_with(**_FULL))
    try:
        made = files_with(**_FULL | {setting: text})
    except Unfit:
        return
    if text or setting not in _FULL:
        assert shape(made) == wanted
    else:
        assert set(shape(made)) < set(wanted)


@given(peers=st.lists(_tries(), max_size=4))
def test_each_peer_is_refused_or_one_match(peers: list[str]) -> None:
    try:
        made = files_with(trunk_peers=tuple(peers))
    except Unfit:
        return
    matches = [found for found in shape(made) if found[2] == "match"]
    assert len(matches) == len(peers)
    assert [s for s in shape(made) if s[2] != "match"] == [s for s in shape(files_with()) if s[2] != "match"]


@given(text=_tries(), part=st.sampled_from(["programs", "library", "home", "recordings", "music"]))
def test_a_folder_is_refused_or_changes_values_only(text: str, part: str) -> None:
    try:
        made = files(replace(LAYOUT, **{part: Path("/") / text}), LINE)
    except Unfit:
        return
    assert shape(made) == shape(files(LAYOUT, LINE))


@given(text=st.sampled_from(_SMUGGLED), setting=st.sampled_from([t for t in _TEXTS if t != "trunk_contact"]))
def test_what_could_be_smuggled_is_refused_behind_a_good_value(text: str, setting: str) -> None:
    good = {**_FULL, "host": "127.0.0.1", "called_from": "uri", "ari_password": "a-password-of-our-own"}
    with pytest.raises(Unfit):
        files_with(**_FULL | {setting: f"{good[setting]}{text}"})


@pytest.mark.parametrize("number", [-1, 0, 65535, 70000])
def test_a_port_that_does_not_exist_is_refused(number: int) -> None:
    with pytest.raises(Unfit, match="sip_port"):
        files_with(sip=number)


@pytest.mark.parametrize("ends", [(32001, 32767), (32000, 32000), (0, 100), (60000, 70000)])
def test_a_range_of_ports_holds_a_call(ends: tuple[int, int]) -> None:
    with pytest.raises(Unfit, match="rtp_ports"):
        files_with(rtp_start=ends[0], rtp_end=ends[1])
