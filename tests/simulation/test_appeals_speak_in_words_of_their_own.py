"""Two appeals that would say the same word for word: the later one is put otherwise, and again the same in each run."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any, cast

from yihao.catalogue.values import AppealType
from yihao.simulation.people import Voices
from yihao.simulation.plan import Begin
from yihao.simulation.texts import AppealText, Grammar, Style

BEGIN = Begin(datetime(2026, 11, 26, tzinfo=UTC), -1)


def _words(grammar: Grammar, lines: list[str]) -> Any:
    """Draws one of few lines, by the number of the draw."""
    about = grammar.appeal(Random(1), "070101", grammar.places()[3].code, Style.SPOKEN, AppealType.COMPLAINT)

    def text_of(number: int, begin: Begin, plan: Any, draw: int) -> AppealText:
        return replace(about, content=lines[min(draw, len(lines) - 1)])

    return text_of


def _spoken(voices: Voices, amount: int) -> list[str]:
    return [voices.speak(number, BEGIN, cast(Any, None)).content for number in range(amount)]


def test_the_later_one_is_put_otherwise(grammar: Grammar) -> None:
    lines = ["工地夜里施工", "工地半夜还在施工", "夜里工地吵得睡不着"]
    first = _spoken(Voices(_words(grammar, lines)), 3)
    assert first == lines
    assert _spoken(Voices(_words(grammar, lines)), 3) == first


def test_a_grammar_without_more_words_repeats_itself(grammar: Grammar) -> None:
    assert _spoken(Voices(_words(grammar, ["工地夜里施工"])), 2) == ["工地夜里施工", "工地夜里施工"]
