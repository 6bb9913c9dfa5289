"""`simulation.toml` of a pack: how much comes to the line, of what kind, and how it fares. A pack may do without."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from yihao.calls.values.calls import SCORE_NAMES
from yihao.catalogue.values import AppealType
from yihao.orders.values.states import Channel
from yihao.simulation.values import Chance, Mix, Sites, Talks

from .keys import Keys, read_keys
from .values import Mistake

FILE = "simulation.toml"


def read_mix(folder: Path, mistakes: list[Mistake]) -> Mix | None:
    """Read the file; None without it, or with mistakes noted."""
    if not (folder / FILE).exists():
        return None
    keys = read_keys(folder, FILE, mistakes)
    if keys is None:
        return None
    keys.only("volume", "channels", "types", "answered", "counties", "numbers", "calls", "sites", "chances")
    volume = keys.inner("volume")
    volume.only("appeals_a_month", "hours", "week", "holiday")
    channels, types = keys.inner("channels"), keys.inner("types")
    channels.only(*Channel)
    types.only(*AppealType)
    answered, chances = keys.inner("answered"), keys.inner("chances")
    answered.only(*types.table)
    chances.only(*Chance)
    return Mix(
        appeals_a_month=volume.whole("appeals_a_month", 1, 10_000_000),
        hours=_many(volume, "hours", 24),
        week=_many(volume, "week", 7),
        holiday=_part(volume, "holiday"),
        channels=_weights(channels),
        types=_weights(types),
        answered={name: _part(answered, name) for name in types.table},
        counties=_weights(keys.inner("counties")),
        numbers=_weights(keys.inner("numbers")),
        talks=_talks(keys.inner("calls")),
        sites=_sites(keys.inner("sites")),
        chances={name: _part(chances, name) for name in Chance},
    )


def check_mix(mix: Mix, areas: Collection[str], numbers: Collection[str]) -> Iterator[Mistake]:
    """Places and numbers that the pack has not."""
    for code in mix.counties:
        if code not in areas:
            yield Mistake(FILE, 0, f"counties.{code}", f"areas.csv 里没有“{code}”")
    for number in mix.numbers:
        if number not in numbers:
            yield Mistake(FILE, 0, f"numbers.{number}", f"hotlines.csv 里没有“{number}”")


def _talks(keys: Keys) -> Talks:
    keys.only("long", "empty", "pick_up", "patience", "scores")
    scores = keys.inner("scores")
    scores.only(*SCORE_NAMES)
    return Talks(
        long=_spread(keys, "long"),
        empty=_spread(keys, "empty"),
        pick_up=_spread(keys, "pick_up"),
        patience=_number(keys, "patience"),
        scores=_weights(scores),
    )


def _spread(keys: Keys, name: str) -> tuple[float, float, float]:
    """Least, most, most frequent."""
    value = keys.table.get(name)
    if isinstance(value, list) and len(value) == 3 and all(type(v) in (int, float) for v in value):
        least, most, usual = (float(v) for v in value)
        if 0 < least <= usual <= most:
            return least, most, usual
    keys.wrong(name, "应是三个数：最短、最长、最常见，单位秒")
    return 1.0, 1.0, 1.0


def _sites(keys: Keys) -> Sites:
    keys.only("a_day", "least", "most", "days")
    found = Sites(
        a_day=_number(keys, "a_day"),
        least=keys.whole("least", 2, 1000),
        most=keys.whole("most", 2, 1000),
        days=keys.whole("days", 1, 60),
    )
    if found.least > found.most:
        keys.wrong("most", "应不小于 least")
    return found


def _weights(keys: Keys) -> Mapping[str, float]:
    found = {name: _number(keys, name) for name in keys.table}
    if not any(found.values()):
        keys.wrong("", "至少一项大于 0")
    return found


def _number(keys: Keys, name: str) -> float:
    value = keys.table.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        return float(value)
    keys.wrong(name, "应是不小于 0 的数")
    return 0.0


def _part(keys: Keys, name: str) -> float:
    value = _number(keys, name)
    if value > 1:
        keys.wrong(name, "应是 0 到 1 之间的小数")
    return value


def _many(keys: Keys, name: str, amount: int) -> tuple[int, ...]:
    value = keys.table.get(name)
    if (
        isinstance(value, list)
        and len(value) == amount
        and all(type(v) is int and v >= 0 for v in value)
        and any(value)
    ):
        return tuple(value)
    keys.wrong(name, f"应是 {amount} 个不小于 0 的整数，不能全是 0")
    return (1,) * amount
