"""The file of a recording: two A-law sides in one WAV that players read, and the picture of their loudness."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from yihao.calls.rules.sound import PEAKS, peaks, stereo
from yihao.kernel.sound import decode_alaw


def parts(body: bytes) -> tuple[tuple[int, ...], bytes]:
    """Format and data of a WAV."""
    at, form, data = 12, (), b""
    while at < len(body):
        name, size = struct.unpack_from("<4sI", body, at)
        if name == b"fmt ":
            form = struct.unpack_from("<HHIIHH", body, at + 8)
        elif name == b"data":
            data = body[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    return form, data


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_each_side_comes_out_as_it_went_in(left: bytes, right: bytes) -> None:
    body = stereo(left, right)
    form, data = parts(body)
    assert form == (6, 2, 8000, 16000, 2, 8)
    assert struct.unpack_from("<I", body, 4)[0] == len(body) - 8
    assert data[0::2][: len(left)] == left and data[1::2][: len(right)] == right
    assert len(data) == 2 * max(len(left), len(right))


@given(st.binary(min_size=1, max_size=3000))
def test_the_picture_shows_the_loudest_of_each_part(side: bytes) -> None:
    found = peaks(side, len(side))
    assert len(found) == PEAKS
    assert max(found) == max(min(255, int((abs(sample) / 32768) ** 0.5 * 255)) for sample in decode_alaw(side))

