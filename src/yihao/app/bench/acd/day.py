"""A day of calls, made up: who calls when and for what, how patient they are, how long they talk. Nothing here decides."""

import random
from dataclasses import dataclass

SECOND = 1_000_000
"""Times are whole microseconds since midnight: both calculations have to agree to the last one."""
GREETING, RATING, THANKS = 7 * SECOND, 6 * SECOND, 2 * SECOND
RING_SECONDS = 15
WRAP_UP_SECONDS = 45
BACK_AFTER = 60 * SECOND
"""How long a person who missed a call takes to come back."""
OVERFLOW = {"complaint": ("general", 20), "expert": ("complaint", 40)}
"""Where calls of a skill may go as well, and after how many seconds."""
_SKILLS = {"general": 0.74, "complaint": 0.18, "expert": 0.08}
_HOURS = (1, 1, 1, 1, 1, 2, 4, 7, 14, 20, 19, 15, 10, 10, 15, 17, 15, 11, 8, 7, 6, 5, 3, 2)
"""How many calls an hour has, in proportion."""
_STORM = (10 * 3600, 900, 110)
"""A quarter of an hour in which everybody calls: begin, seconds, calls."""
_SEATS = ("general",) * 12 + ("general complaint",) * 5 + ("complaint expert",) * 2 + ("general complaint expert",)


@dataclass(frozen=True, slots=True)
class Planned:
    """A call as it would go if it were answered at once."""

    number: int
    caller: str
    """Empty for a hidden number."""
    arrives: int
    skill: str
    patience: int
    """From the queue to leaving it."""
    missed_rings: int
    """So many seats let it ring."""
    pick_up: int
    talk: int
    rates: bool
    """Presses a key after the talk; else hangs up. Either way after `decides`."""
    decides: int


def day(seed: int, calls: int) -> list[Planned]:
    """The calls in the order of their arrival."""
    dice = random.Random(seed)
    storm = min(_STORM[2], calls // 5)
    times = [_hour(dice) for _ in range(calls - storm)] + [dice.uniform(0, _STORM[1]) + _STORM[0] for _ in range(storm)]
    return [_planned(dice, n, int(at * SECOND)) for n, at in enumerate(sorted(times))]


def seats() -> list[frozenset[str]]:
    """The skills of the twenty seats."""
    return [frozenset(skills.split()) for skills in _SEATS]


def _hour(dice: random.Random) -> float:
    return (dice.choices(range(24), _HOURS)[0] + dice.random()) * 3600


def _planned(dice: random.Random, number: int, at: int) -> Planned:
    return Planned(
        number=number,
        caller="" if dice.random() < 0.03 else f"1390792{dice.randrange(900):04d}",
        arrives=at,
        skill=dice.choices(tuple(_SKILLS), tuple(_SKILLS.values()))[0],
        patience=int((2 + dice.expovariate(1 / 100)) * SECOND),
        missed_rings=dice.choices((0, 1, 2), (0.95, 0.04, 0.01))[0],
        pick_up=int(dice.uniform(1, 6) * SECOND),
        talk=int(min(dice.lognormvariate(5.4, 0.7), 3600) * SECOND),
        rates=dice.random() < 0.6,
        decides=int(dice.uniform(1, 12) * SECOND),
    )
