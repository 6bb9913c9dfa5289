"""Rotation: a new key is put beside the old ones; the newest seals, all open."""

import json
import secrets
from pathlib import Path

import pytest

from yihao.kernel.crypto import Unreadable, blind_index, keys, ledger_seal, make_keys, seal, unseal
from yihao.kernel.ids import new_id

PLACE, ROW = "contact.name", new_id()


def change(keys_file: Path, add: str = "", remove: str = "") -> None:
    body = json.loads(keys_file.read_text())
    if add:
        body["data"][add] = secrets.token_hex(16)
    body["data"].pop(remove, None)
    keys_file.write_text(json.dumps(body))
    keys.cache_clear()


def test_after_a_rotation_old_values_open_and_new_ones_carry_the_new_key(keys_file: Path) -> None:
    make_keys(keys_file)
    old = seal("张三", PLACE, ROW)
    change(keys_file, add="2")
    new = seal("李四", PLACE, ROW)
    assert (old[1], new[1]) == (1, 2)
    assert unseal(old, PLACE, ROW) == "张三"
    assert unseal(new, PLACE, ROW) == "李四"


def test_the_highest_number_is_the_newest_not_the_last_in_the_file(keys_file: Path) -> None:
    make_keys(keys_file)
    change(keys_file, add="10")
    change(keys_file, add="9")
    assert seal("张三", PLACE, ROW)[1] == 10


def test_a_key_that_was_thrown_away_opens_nothing(keys_file: Path) -> None:
    make_keys(keys_file)
    old = seal("张三", PLACE, ROW)
    change(keys_file, add="2", remove="1")
    with pytest.raises(Unreadable, match="unknown format or key"):
        unseal(old, PLACE, ROW)


def test_a_rotation_changes_neither_the_index_nor_the_ledger(keys_file: Path) -> None:
    make_keys(keys_file)
    before = blind_index("phone", "110"), ledger_seal(b"row")
    change(keys_file, add="2")
    assert (blind_index("phone", "110"), ledger_seal(b"row")) == before
