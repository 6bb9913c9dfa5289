"""The way of a caller whose number is limited by a decision in force. Pure."""

from dataclasses import replace

from yihao.calls.values import prompts
from yihao.hotlines.values import Choice, Do, Route, Step

LIMITED = "limited"
"""`status` of such a way."""


def restricted(route: Route, skill: str) -> Route:
    """The caller hears why, and that one key still reaches a person: a report of danger is never blocked (领域档案 B11).
    Whoever presses nothing is let go."""
    person = Choice("0", "", skill=skill)
    way = (Step(Do.MENU, prompt=prompts.NUISANCE, choices=(person,)), Step(Do.HANG_UP))
    return replace(route, status=LIMITED, steps=way)
