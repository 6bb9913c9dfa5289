"""Fills a database with a city's years of orders, for the benches: `bulk ORDERS SEED [LIVES]`. Run as a process of its
own; one that was ended goes on where it was.
"""

import pickle
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import django
from django.db import transaction

if TYPE_CHECKING:
    from yihao.simulation.bulk.schedule import Schedule
    from yihao.simulation.bulk.values import Life
    from yihao.simulation.staff import Staff
    from yihao.simulation.texts import Grammar
    from yihao.simulation.values import Mix

A_WEEK = 4000
"""Orders a week: 47 % of 1,250 appeals a day (Yichun's published month: 53 % are answered on the line)."""
LIVES = 480
"""Orders that are lived through, to be copied."""
_ANSWERED = 53 / 47
"""Appeals that end on the line, for each that becomes an order."""
_LIVED = 26
"""Weeks ago."""


def main() -> None:
    """Schema, pack, people, lives, copies, statistics."""
    from yihao.kernel.crypto import keys_path, make_keys

    folder = keys_path().parent
    make_keys(keys_path())
    django.setup()
    from yihao.kernel import schema

    schema.upgrade()
    done, kept = folder / "done", folder / "lives.pickle"
    if done.exists():
        return
    from yihao.simulation.bulk import copying, loading

    if not kept.exists():
        _write(kept, _prepare(*map(int, sys.argv[1:])))
    plan, lives = pickle.loads(kept.read_bytes())
    copying.copy_lives(lives=lives, staff=_staff(), grammar=_said()[0], plan=plan, say=_say)
    _say("整理各表")
    loading.tidy()
    done.touch()
    kept.unlink()


def _prepare(orders: int, seed: int, lives: int = LIVES) -> "tuple[Schedule, list[Life]]":
    """Everything that is there before the first copy, as if the city had begun so many weeks ago."""
    from yihao.app.bench.stage import PASSWORD
    from yihao.app.region.load import load_pack
    from yihao.app.setup import region_folder
    from yihao.kernel import clock, partitions
    from yihao.kernel.sequencer import sequence_all
    from yihao.organisation import queries as organisation
    from yihao.simulation.bulk.schedule import Schedule
    from yihao.simulation.staff import employ

    now = clock.now()
    weeks = max(4, round(orders / A_WEEK))
    begun = now - timedelta(weeks=weeks + _LIVED)
    _say(f"{weeks} 周，从 {begun + timedelta(weeks=_LIVED):%Y-%m-%d} 起")
    partitions.ensure(begun, months=(weeks + _LIVED) // 4 + 3)
    with clock.clock_at(lambda: begun), transaction.atomic():
        code = load_pack(region_folder())
        employ(code, password=PASSWORD, since=begun.date(), person=_person(seed))
    sequence_all()
    _readers_begin()
    plan = Schedule(orders=orders, weeks=weeks, now=now, zone=organisation.zone_of(code), seed=seed)
    return plan, _live(_staff(), plan, lives)


def _readers_begin() -> None:
    """Each reader of the ledger stands somewhere, before years are put behind it."""
    from yihao.calls.reader import count_closed_calls
    from yihao.followups.jobs import take_closed_calls
    from yihao.notices.reader import take_events
    from yihao.orders.reader import follow_moved_units

    for read_on in (take_closed_calls, count_closed_calls, take_events, follow_moved_units):
        read_on()


def _live(staff: "Staff", plan: "Schedule", orders: int) -> "list[Life]":
    """Lives lived and taken away again: only what was read of them is left."""
    from yihao.simulation.bulk.lives import Lives
    from yihao.simulation.bulk.loading import forget_numbers

    local = plan.now.astimezone(plan.zone) - timedelta(weeks=_LIVED)
    monday = local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=local.weekday())
    answered = round(orders * _ANSWERED)
    lives = []
    with transaction.atomic():
        for life in Lives(staff, *_said(), monday, plan.seed).live(orders=orders, answered=answered):
            lives.append(life)
            if len(lives) % 20 == 0:
                _say(f"真实办理 {len(lives)}/{orders + answered} 件，作为样本")
        transaction.set_rollback(True)
    forget_numbers()
    return lives


def _staff() -> "Staff":
    from yihao.organisation.models import Region
    from yihao.simulation.staff import Staff

    return Staff(Region.objects.get().code)


def _said() -> "tuple[Grammar, Mix]":
    from yihao.app.simulating import pack_of_texts

    return pack_of_texts()


def _person(seed: int) -> Callable[[], str]:
    dice = Random(f"{seed}/people")
    return partial(_said()[0].person, dice)


def _write(path: Path, what: object) -> None:
    """Whole or not at all."""
    part = path.with_suffix(".part")
    part.write_bytes(pickle.dumps(what))
    part.replace(path)


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
