"""The table of kinds: each comes from a real event, can be told apart, and has words."""

from yihao.kernel.ledger import KINDS as EVENTS
from yihao.notices import telling
from yihao.notices.people import _FIND
from yihao.notices.rules import kind_of
from yihao.notices.values import KINDS, To


def test_every_kind_comes_from_a_real_event() -> None:
    for kind in KINDS:
        assert set(kind.only) <= set(EVENTS[kind.event].__dataclass_fields__), kind.code
        assert kind_of(kind.event, kind.only) is kind


def test_every_kind_has_words_and_receivers() -> None:
    assert set(telling._SENTENCES) == {kind.code for kind in KINDS}
    assert set(_FIND) == set(To) == {to for kind in KINDS for to in kind.to}


def test_no_kind_is_there_twice() -> None:
    assert len({kind.code for kind in KINDS}) == len({kind.name for kind in KINDS}) == len(KINDS)
    assert len({(kind.event, tuple(kind.only.items())) for kind in KINDS}) == len(KINDS)


def test_an_event_of_another_sort_makes_none() -> None:
    assert kind_of("order.archived", {}) is None
    assert kind_of("clock.red", {"clock_kind": "citizen"}) is None
