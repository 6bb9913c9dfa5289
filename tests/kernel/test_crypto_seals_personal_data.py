"""A sealed value opens with its key, in its place, unchanged; everything else is refused."""

from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from yihao.kernel.crypto import Unreadable, seal, sm3, unseal
from yihao.kernel.ids import new_id

PLACE = "contact.phone"
ROW = UUID("019a0000-0000-7000-8000-000000000001")


def test_the_cipher_is_sm4_gcm() -> None:
    """RFC 8998, appendix A.1."""
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    nonce = bytes.fromhex("00001234567800000000ABCD")
    plain = bytes.fromhex("".join(letter * 16 for letter in "ABCDEFEA"))
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"))
    sealed = encryptor.update(plain) + encryptor.finalize()
    assert sealed.hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    )
    assert encryptor.tag.hex().upper() == "83DE3541E4C2B58177E065A9BF7B62EC"


def test_the_digest_is_sm3() -> None:
    """GB/T 32905, appendix A."""
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@given(st.text(max_size=300))
def test_what_is_sealed_opens_again(text: str) -> None:
    assert unseal(seal(text, PLACE, ROW), PLACE, ROW) == text


def test_the_text_does_not_stand_in_the_sealed_value() -> None:
    assert b"13812345678" not in seal("13812345678", PLACE, ROW)


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert len({seal("张三", PLACE, ROW) for _ in range(20)}) == 20


def test_a_value_does_not_open_in_another_row() -> None:
    with pytest.raises(Unreadable):
        unseal(seal("张三", PLACE, ROW), PLACE, new_id())


@pytest.mark.parametrize("elsewhere", ["contact.name", "person.phone", "contact.phone:", ""])
def test_a_value_does_not_open_in_another_table_or_column(elsewhere: str) -> None:
    with pytest.raises(Unreadable):
        unseal(seal("张三", PLACE, ROW), elsewhere, ROW)


@given(st.text(max_size=20), st.integers(0, 10_000), st.integers(1, 255))
def test_one_changed_byte_is_found_wherever_it_is(text: str, where: int, change: int) -> None:
    sealed = bytearray(seal(text, PLACE, ROW))
    sealed[where % len(sealed)] ^= change
    with pytest.raises(Unreadable):
        unseal(bytes(sealed), PLACE, ROW)


@given(st.text(max_size=20), st.integers(1, 10_000))
def test_a_value_that_was_cut_off_is_refused(text: str, most: int) -> None:
    sealed = seal(text, PLACE, ROW)
    with pytest.raises(Unreadable):
        unseal(sealed[: 1 + most % (len(sealed) - 1)], PLACE, ROW)


@given(st.binary(min_size=1, max_size=64))
def test_bytes_that_were_never_sealed_are_refused(junk: bytes) -> None:
    with pytest.raises(Unreadable):
        unseal(junk, PLACE, ROW)


def test_the_refusal_does_not_show_the_value() -> None:
    with pytest.raises(Unreadable) as refusal:
        unseal(seal("张三", PLACE, ROW), "contact.name", ROW)
    assert str(refusal.value) == "contact.name: does not open here"


@pytest.mark.parametrize("nothing", [None, b"", memoryview(b"")])
def test_nothing_opens_as_nothing(nothing: bytes | memoryview | None) -> None:
    assert unseal(nothing, PLACE, ROW) == ""


def test_a_value_as_the_database_gives_it_opens() -> None:
    assert unseal(memoryview(seal("张三", PLACE, ROW)), PLACE, ROW) == "张三"
