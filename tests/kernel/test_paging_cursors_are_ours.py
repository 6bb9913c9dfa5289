"""A cursor brings back the sort values of the last row; anything else is refused in words."""

import base64
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihao.kernel.paging import from_cursor, to_cursor
from yihao.kernel.problems import Invalid

KINDS: list[type] = [datetime, UUID, int, str, float]
values = {
    datetime: st.datetimes(timezones=st.just(UTC)),
    UUID: st.uuids(),
    int: st.integers(),
    str: st.text(),
    float: st.floats(allow_nan=False, allow_infinity=False),
}
rows = st.lists(st.sampled_from(KINDS), min_size=1, max_size=4).flatmap(
    lambda kinds: st.tuples(st.just(kinds), st.tuples(*(st.one_of(st.none(), values[kind]) for kind in kinds)))
)


def refused(cursor: str, *kinds: type) -> bool:
    try:
        from_cursor(cursor, *kinds)
    except Invalid as refusal:
        assert refusal.title == "翻页位置已失效，请从第一页开始"
        return True
    return False


@given(rows)
def test_the_values_come_back(row: tuple[list[type], tuple[object, ...]]) -> None:
    kinds, last = row
    assert from_cursor(to_cursor(*last), *kinds) == last


@given(rows)
def test_a_cursor_can_stand_in_an_address(row: tuple[list[type], tuple[object, ...]]) -> None:
    cursor = to_cursor(*row[1])
    assert all(c.isascii() and (c.isalnum() or c in "-_") for c in cursor)


def test_no_cursor_is_the_first_page() -> None:
    assert from_cursor("", datetime, UUID) is None


def raw(body: object) -> str:
    return base64.urlsafe_b64encode((body if isinstance(body, str) else json.dumps(body)).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "中文",
        "!!!!",
        raw("not json"),
        raw({"a": 1}),
        raw("7"),
        raw([]),
        raw(["2026-10-08T04:00:00+00:00"]),
        raw(["2026-10-08T04:00:00+00:00", "no uuid"]),
        raw(["2026-10-08T04:00:00+00:00", 5]),
        raw([5, "00000000-0000-0000-0000-000000000001"]),
        raw(["yesterday", "00000000-0000-0000-0000-000000000001"]),
        raw(["2026-10-08T04:00:00+00:00", "00000000-0000-0000-0000-000000000001", 3]),
        raw("[" * 30_000),
    ],
)
def test_a_foreign_cursor_is_refused_in_chinese(cursor: str) -> None:
    assert refused(cursor, datetime, UUID)


@pytest.mark.parametrize("body", ["[Infinity]", "[NaN]", '["many"]', "[[1]]", "[{}]"])
def test_a_foreign_number_is_refused(body: str) -> None:
    assert refused(raw(body), int)


_any_json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)


@given(st.one_of(st.text(max_size=40), _any_json.map(raw)), st.lists(st.sampled_from(KINDS), max_size=3))
def test_whatever_comes_it_is_values_of_these_kinds_or_a_refusal(cursor: str, kinds: list[type]) -> None:
    if cursor and not refused(cursor, *kinds):
        found = from_cursor(cursor, *kinds)
        assert found is not None
        assert all(value is None or isinstance(value, kind) for value, kind in zip(found, kinds, strict=True))
