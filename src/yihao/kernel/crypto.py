"""Personal data at rest: SM4-GCM, and a blind index (HMAC-SM3) for equality search. Keys live outside the database.

A sealed value is `1 | key id | nonce(12) | ciphertext | tag(16)`; the additional data bind it to its table, column and
row, so that a value copied to another place does not open. 网络安全法 21, 个人信息保护法 51; GB/T 32905, 32907.
"""

import json
import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from yihao.kernel.settings import settings

_FORMAT = 1
_NONCE = 12
_TAG = 16
_SM4_KEY = 16
_SECRET = 32


class KeysMissing(RuntimeError):
    """The keys of this installation can't be read; nothing personal can be read or written (fail closed)."""


class Unreadable(RuntimeError):
    """A sealed value that does not open here: wrong key, wrong place, or changed."""


@dataclass(frozen=True, slots=True)
class Keys:
    """`data` by key id (the highest seals, all open), the key of the blind index, of the ledger, and Django's secret."""

    data: dict[int, bytes]
    index: bytes
    ledger: bytes
    secret: str

    @property
    def newest(self) -> int:
        return max(self.data)


def keys_path() -> Path:
    """Where the keys of this installation are."""
    s = settings()
    return s.keys_file or s.data / "keys.json"


def make_keys(path: Path) -> None:
    """Write fresh keys to `path` with mode 0600, unless the file is there already."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    body = {
        "data": {"1": secrets.token_hex(16)},
        "index": secrets.token_hex(32),
        "ledger": secrets.token_hex(32),
        "secret": secrets.token_urlsafe(48),
    }
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
        with os.fdopen(handle, "w", encoding="utf-8") as f:
            json.dump(body, f, indent=1)
            f.flush()
            os.fsync(f.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)  # whole or not at all, and never over keys that are in use
    finally:
        fresh.unlink(missing_ok=True)


@cache
def keys() -> Keys:
    """The keys, read once. Raises KeysMissing with what to do."""
    path = keys_path()
    try:
        return _checked(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise KeysMissing(
            f"找不到密钥文件 {path.name}：首次安装请运行 bin/up，迁移请把原密钥文件放回数据目录"
        ) from None
    except (KeyError, ValueError, TypeError, AttributeError, OSError):
        raise KeysMissing(
            f"密钥文件 {path.name} 读不出来：请从备份恢复，不要新建，否则已存的个人信息无法解开"
        ) from None


def _checked(body: dict[str, Any]) -> Keys:
    """The keys in a file's body. Raises ValueError for keys that are too short: they would protect nothing."""
    found = Keys(
        data={int(k): bytes.fromhex(v) for k, v in body["data"].items()},
        index=bytes.fromhex(body["index"]),
        ledger=bytes.fromhex(body["ledger"]),
        secret=str(body["secret"]),
    )
    long_enough = min(len(found.index), len(found.ledger), len(found.secret)) >= _SECRET
    if not found.data or not long_enough or any(len(k) != _SM4_KEY or not 0 < n < 256 for n, k in found.data.items()):
        raise ValueError("wrong keys")
    return found


def seal(text: str, place: str, row: UUID) -> bytes:
    """Encrypt `text` for `place` (`table.column`) of `row`."""
    return seal_bytes(text.encode(), place, row)


def seal_bytes(body: bytes, place: str, row: UUID) -> bytes:
    """Encrypt bytes for `place` of `row`."""
    ring = keys()
    kid = ring.newest
    nonce = secrets.token_bytes(_NONCE)
    encryptor = Cipher(algorithms.SM4(ring.data[kid]), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(_bound(place, row))
    sealed = encryptor.update(body) + encryptor.finalize()
    return b"".join((bytes((_FORMAT, kid)), nonce, sealed, encryptor.tag))


def unseal(sealed: bytes | memoryview | None, place: str, row: UUID) -> str:
    """The text sealed for this place and row; None gives "". Raises Unreadable."""
    if sealed is None:
        return ""
    value = bytes(sealed)
    return unseal_bytes(value, place, row).decode() if value else ""


def unseal_bytes(value: bytes, place: str, row: UUID) -> bytes:
    """The bytes sealed for this place and row. Raises Unreadable."""
    key = keys().data.get(value[1]) if len(value) >= 2 + _NONCE + _TAG and value[0] == _FORMAT else None
    if key is None:
        raise Unreadable(f"{place}: unknown format or key")
    nonce, body, tag = value[2 : 2 + _NONCE], value[2 + _NONCE : -_TAG], value[-_TAG:]
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(_bound(place, row))
    try:
        return decryptor.update(body) + decryptor.finalize()
    except InvalidTag:
        raise Unreadable(f"{place}: does not open here") from None


def blind_index(kind: str, value: str) -> bytes:
    """A keyed digest (32 bytes) for equality search of a normalised value; `kind` keeps fields apart. "" gives b""."""
    return _mac(keys().index, f"{kind}\0{value}".encode()) if value else b""


def ledger_seal(data: bytes) -> bytes:
    """The seal (32 bytes) that chains ledger rows."""
    return _mac(keys().ledger, data)


def fingerprints() -> dict[str, str]:
    """A fingerprint of each key by its name: it tells whether two installations have the same, and nothing about them."""
    ring = keys()
    named = {f"data {n}": key for n, key in ring.data.items()} | {"index": ring.index, "ledger": ring.ledger}
    return {name: _mac(key, b"fingerprint").hex()[:16] for name, key in named.items()}


def sm3(data: bytes) -> str:
    """Hexadecimal SM3 digest."""
    digest = Digest()
    digest.add(data)
    return digest.value()


class Digest:
    """An SM3 digest of what comes piece by piece."""

    def __init__(self) -> None:
        self._hash = hashes.Hash(hashes.SM3())

    def add(self, data: bytes) -> None:
        """The next piece."""
        self._hash.update(data)

    def value(self) -> str:
        """Hexadecimal; nothing can be added afterwards."""
        return self._hash.finalize().hex()


def _mac(key: bytes, data: bytes) -> bytes:
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(data)
    return mac.finalize()


def _bound(place: str, row: UUID) -> bytes:
    return place.encode() + b":" + row.bytes
