"""The blind index: equal values have equal digests, and without the key nobody can tell which value it was."""

import hashlib
import hmac
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from yihao.kernel.crypto import blind_index, keys, make_keys

values = st.text(min_size=1, max_size=30)


@given(values, values)
def test_digests_are_equal_exactly_when_the_values_are(one: str, other: str) -> None:
    assert (blind_index("phone", one) == blind_index("phone", other)) is (one == other)


@given(values)
def test_fields_are_kept_apart(value: str) -> None:
    assert blind_index("phone", value) != blind_index("identity", value)


def test_it_is_hmac_sm3_under_the_index_key() -> None:
    expected = hmac.new(keys().index, b"phone\x0013812345678", lambda data=b"": hashlib.new("sm3", data))
    assert blind_index("phone", "13812345678") == expected.digest()


def test_nothing_has_no_digest() -> None:
    assert blind_index("phone", "") == b""


def test_another_installation_has_other_digests(keys_file: Path) -> None:
    make_keys(keys_file)
    here = blind_index("phone", "13812345678")
    keys_file.unlink()
    make_keys(keys_file)
    keys.cache_clear()
    assert blind_index("phone", "13812345678") != here
