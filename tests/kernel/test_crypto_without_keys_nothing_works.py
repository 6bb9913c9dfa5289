"""Without its keys the software neither reads nor writes anything personal, and says what to do."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kernel.threads import at_once
from yihao.kernel import crypto
from yihao.kernel.crypto import KeysMissing, blind_index, keys, ledger_seal, make_keys, seal, unseal
from yihao.kernel.ids import new_id

ROW = new_id()
USES: list[Callable[[], object]] = [
    lambda: seal("张三", "contact.name", ROW),
    lambda: unseal(bytes((1, 1)) + bytes(40), "contact.name", ROW),
    lambda: blind_index("phone", "110"),
    lambda: ledger_seal(b"row"),
]


@pytest.mark.parametrize("use", USES)
def test_without_a_keys_file_everything_personal_is_refused(keys_file: Path, use: Callable[[], object]) -> None:
    with pytest.raises(KeysMissing, match="找不到密钥文件 keys.json：首次安装请运行 bin/up"):
        use()
    assert not keys_file.exists()  # a fresh file would lose what is sealed under the old keys


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "{",
        "[]",
        "null",
        '{"data": {}}',
        '{"data": {"1": "00"}, "index": "00", "ledger": "zz", "secret": ""}',
        '{"data": {}, "index": "00", "ledger": "00", "secret": "s"}',
        '{"data": {"1": "0011"}, "index": "00", "ledger": "00", "secret": "s"}',
    ],
)
@pytest.mark.parametrize("use", USES)
def test_a_damaged_keys_file_is_refused_and_left_alone(
    keys_file: Path, use: Callable[[], object], damaged: str
) -> None:
    keys_file.write_text(damaged)
    with pytest.raises(KeysMissing, match="读不出来：请从备份恢复，不要新建"):
        use()
    make_keys(keys_file)
    assert keys_file.read_text() == damaged


def test_fresh_keys_are_for_the_owner_only_and_never_replace_others(keys_file: Path) -> None:
    make_keys(keys_file)
    assert stat.S_IMODE(keys_file.stat().st_mode) == 0o600
    before = keys_file.read_bytes()
    make_keys(keys_file)
    assert keys_file.read_bytes() == before
    assert len(keys().data[1]) == 16
    assert os.listdir(keys_file.parent) == ["keys.json"]


def test_a_crash_while_keys_are_made_leaves_no_half_file(keys_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(json, "dump", crash)
        broken.setattr(json, "dumps", crash)
        with pytest.raises(OSError, match="no space"):
            make_keys(keys_file)
    assert not keys_file.exists()
    make_keys(keys_file)
    assert keys().newest == 1


def test_processes_that_start_together_have_the_same_keys(keys_file: Path) -> None:
    """Each makes the keys if there are none, and reads them at once."""

    def start() -> crypto.Keys:
        make_keys(keys_file)
        return keys.__wrapped__()

    for _ in range(20):
        keys_file.unlink(missing_ok=True)
        first, *others = at_once(*[start] * 6)
        assert others == [first] * 5
