"""What the grammar writes: for every class, nothing left in braces, seldom the same twice, always the same for a seed."""

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yihao.app.region import Pack
from yihao.app.region.texts import grammar_of
from yihao.catalogue.values import AppealType
from yihao.kernel import phones
from yihao.orders.rules.reply import exposed_numbers
from yihao.orders.values.intake import ADDRESS_LENGTH, TITLE_LENGTH
from yihao.simulation.texts import AppealText, Grammar, Says, Style
from yihao.simulation.texts.rules import distinct_trigrams


def _appeals(grammar: Grammar, dice: Random, amount: int, only: AppealType | None = None) -> list[AppealText]:
    places, types = grammar.places(), [only] if only else [t for t in AppealType if grammar.weights(t)]
    found = []
    for _ in range(amount):
        appeal_type = dice.choice(types)
        weights = grammar.weights(appeal_type)
        (code,) = dice.choices(list(weights), list(weights.values()))
        found.append(grammar.appeal(dice, code, dice.choice(places).code, dice.choice(list(Style)), appeal_type))
    return found


def test_every_class_has_texts_of_every_style(grammar: Grammar, pack: Pack) -> None:
    leaves = {c.code for c in pack.classes if c.level == 3}
    spoken_of = {code for t in AppealType for code in grammar.weights(t)}
    assert spoken_of == leaves


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(min_value=0))
def test_texts_fit_the_form(grammar: Grammar, seed: int) -> None:
    dice = Random(seed)
    for appeal in _appeals(grammar, dice, 10):
        written = [appeal.title, appeal.content, appeal.wanted, appeal.address, appeal.reported_party]
        written += [grammar.say(dice, what, appeal, unit="市住建局") for what in Says]
        assert not any(mark in text for text in written for mark in "{}")
        assert 0 < len(appeal.title) <= TITLE_LENGTH
        assert 0 < len(appeal.address) <= ADDRESS_LENGTH
        assert not exposed_numbers(appeal.content + "".join(written))
        assert phones.normalise(appeal.phone, "0792") == appeal.phone


def test_the_same_seed_writes_the_same(grammar: Grammar, pack: Pack) -> None:
    again = grammar_of(pack)
    assert again is not None
    assert _appeals(grammar, Random(7), 200) == _appeals(again, Random(7), 200)


@pytest.mark.parametrize("appeal_type", [AppealType.CONSULT, AppealType.COMPLAINT, AppealType.REPORT, AppealType.HELP])
def test_hardly_two_texts_are_alike(grammar: Grammar, appeal_type: AppealType) -> None:
    contents = [a.content for a in _appeals(grammar, Random(3), 1000, appeal_type)]
    assert len(set(contents)) >= 0.995 * len(contents)
    assert distinct_trigrams(contents) > 0.1


def test_a_site_is_spoken_of_in_many_words(grammar: Grammar) -> None:
    dice = Random(5)
    site = grammar.site(dice, "070101", grammar.places()[3].code)
    told = [grammar.appeal(dice, "070101", site.area_code, Style.SPOKEN, AppealType.COMPLAINT, site) for _ in range(30)]
    assert len({t.content for t in told}) == 30
    assert len({t.fixed["spot"] for t in told}) == 1


def test_some_families_are_held_out(grammar: Grammar) -> None:
    found = _appeals(grammar, Random(9), 2000)
    held = {a.family for a in found if a.held_out}
    assert held and not held & {a.family for a in found if not a.held_out}
    assert 0.1 < sum(a.held_out for a in found) / len(found) < 0.5


def test_a_type_in_which_a_class_never_comes_is_refused(grammar: Grammar) -> None:
    with pytest.raises(ValueError):
        grammar.appeal(Random(1), "190302", grammar.places()[0].code, Style.TYPED, AppealType.REPORT)


def test_titles_say_nothing_twice(grammar: Grammar) -> None:
    titles = [appeal.title for appeal in _appeals(grammar, Random(11), 4000)]
    assert not [t for t in titles if re.search(r"([\u4e00-\u9fff]{2,})\1", t)]
    assert not [t for t in titles if "小时分钟" in t]
