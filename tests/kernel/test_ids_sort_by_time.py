"""Identifiers are made here before the insert; later ones sort later."""

from tests.kernel.threads import at_once
from yihao.kernel.ids import new_id


def test_ids_made_one_after_the_other_rise() -> None:
    made = [new_id() for _ in range(5000)]
    assert made == sorted(set(made))
    assert {one.version for one in made} == {7}


def test_ids_made_at_once_differ() -> None:
    made = at_once(*[lambda: [new_id() for _ in range(500)]] * 4)
    assert len({one for some in made for one in some}) == 2000
