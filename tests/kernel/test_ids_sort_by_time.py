"""Identifiers are made here before the insert; later ones sort later."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.kernel.threads import at_once
from yihao.kernel.ids import first_id_at, instant_of, new_id, new_id_at

BEGIN = datetime(2000, 1, 1, tzinfo=UTC)
INSTANTS = st.timedeltas(timedelta(), timedelta(days=36500)).map(lambda span: BEGIN + span)


def test_ids_made_one_after_the_other_rise() -> None:
    made = [new_id() for _ in range(5000)]
    assert made == sorted(set(made))
    assert {one.version for one in made} == {7}


def test_ids_made_at_once_differ() -> None:
    made = at_once(*[lambda: [new_id() for _ in range(500)]] * 4)
    assert len({one for some in made for one in some}) == 2000


@given(INSTANTS, INSTANTS)
def test_ids_of_instants_sort_as_the_instants(one: datetime, other: datetime) -> None:
    earlier, later = sorted([one, other])
    if later > earlier:
        assert new_id_at(earlier) < first_id_at(later) < new_id_at(later)
    assert {i.version for i in (new_id_at(one), first_id_at(one))} == {7}
    assert new_id_at(one) != new_id_at(one)
    assert timedelta() <= one - instant_of(new_id_at(one)) < timedelta(milliseconds=1)


def test_an_id_of_now_lies_between_its_instants() -> None:
    now = datetime.now(UTC)
    assert first_id_at(now - timedelta(seconds=1)) < new_id() < first_id_at(now + timedelta(seconds=1))
