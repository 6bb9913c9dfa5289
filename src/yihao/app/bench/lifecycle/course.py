"""The whole way of one order, over HTTP, each step by another person who opens the order's page first."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from yihao.app.bench.client import Person, Web
from yihao.app.bench.people import Names


@dataclass
class City:
    """The people at work, and what an appeal may be about."""

    agents: list[Person]
    dispatchers: list[Person]
    clerks: list[Person]
    follow_ups: list[Person]
    classes: list[str]
    areas: list[str]
    dice: random.Random = field(default_factory=lambda: random.Random(12345))

    @property
    def people(self) -> list[Person]:
        """Everybody."""
        return [*self.agents, *self.dispatchers, *self.clerks, *self.follow_ups]


@dataclass
class Score:
    """What came of the orders: their ids, how long each answer and each whole order took, and what went wrong."""

    orders: list[str] = field(default_factory=list)
    answers_ms: list[float] = field(default_factory=list)
    orders_s: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class WentWrong(Exception):
    """An answer that is not the one wanted."""


async def gather(webs: Sequence[Web], names: Names) -> City:
    """Let everybody sign in, one after the other as to spare the cores (a sign-in costs 50 ms by design)."""
    agents, dispatchers, clerks, follow_ups = (
        [Person(name, webs) for name in some]
        for some in (names.agents, names.dispatchers, names.counties, names.follow_ups)
    )
    for person in (*agents, *dispatchers, *clerks, *follow_ups):
        await person.sign_in()
    _, known = await agents[0].get("/api/dictionary")
    classes = [c["code"] for c in known["classes"] if c["leaf"]]
    areas = [a["code"] for a in known["areas"] if a["level"] == "town"]
    return City(agents, dispatchers, clerks, follow_ups, classes, areas)


async def whole(city: City, score: Score) -> None:
    """Submit → dispatch → sign → contact → reply → check → follow-up, which closes it. What goes wrong is counted."""
    began = time.monotonic()
    try:
        score.orders.append(await _submit(city, score))
        await _close(city, score, score.orders[-1])
    except WentWrong as wrong:
        score.errors.append(str(wrong))
    except TimeoutError:
        score.errors.append("timeout")
    else:
        score.orders_s.append(time.monotonic() - began)


async def _submit(city: City, score: Score) -> str:
    agent = city.dice.choice(city.agents)
    taken = await _post(score, agent, "/api/intake/submit", _appeal(city))
    return str(taken["order_id"])


async def _close(city: City, score: Score, order_id: str) -> None:
    at = f"/api/orders/{order_id}"
    dispatcher, unit = city.dice.choice(city.dispatchers), city.dice.choice(city.clerks)
    seen = await _get(score, dispatcher, at)
    lead = unit.session["posts"][0]["unit_id"]
    await _post(score, dispatcher, f"{at}/dispatch", {"version": seen["version"], "lead_id": lead})

    seen = await _get(score, unit, at)
    mine = {"version": seen["version"], "assignment_id": seen["assignments"][0]["id"]}
    mine["version"] = (await _post(score, unit, f"{at}/sign", mine))["version"]
    spoke = {"contacted_at": datetime.now(UTC).isoformat(), "reached": "yes", "note": "已电话联系诉求人，了解情况。"}
    mine["version"] = (await _post(score, unit, f"{at}/record_contact", {**mine, **spoke}))["version"]
    await _post(score, unit, f"{at}/reply", {**mine, **_REPLY})

    checker = city.dice.choice(city.dispatchers)
    seen = await _get(score, checker, at)
    await _post(score, checker, f"{at}/pass_check", {"version": seen["version"]})
    visitor = city.dice.choice(city.follow_ups)
    seen = await _get(score, visitor, at)
    closed = await _post(score, visitor, f"{at}/record_visit", {"version": seen["version"], **_SATISFIED})
    if closed["state"] != "closed":
        raise WentWrong(f"not closed: {closed['state']}")


_REPLY = {
    "result": "solved",
    "public_reply": "您反映的工地夜间施工问题，执法人员当晚到现场核查，已责令停止夜间施工并约谈施工单位负责人，噪声已消除。",
    "internal_note": "已留存现场照片，列入本周复查清单。",
}
_SATISFIED = {
    "outcome": "reached", "contacted": "yes", "solved": "yes", "satisfaction": "satisfied", "attitude": "satisfied",
    "opinion": "处理得很快",
}  # fmt: skip


def _appeal(city: City) -> dict[str, Any]:
    n = city.dice.randrange(10**8)
    return {
        "channel": "visit",
        "form": {
            "appeal_type": city.dice.choice(["help", "complaint"]),
            "class_code": city.dice.choice(city.classes),
            "area_code": city.dice.choice(city.areas),
            "address": f"和平路{n % 900}号{n % 30}栋",
            "title": f"小区{n % 70}栋夜间噪声扰民",
            "content": "来电人反映，从前天晚上开始，小区旁的工地在夜里十一点以后仍在施工，机器声很大，影响老人和孩子休息，"
            f"曾与现场负责人沟通没有结果，希望尽快派人到现场核查并要求停工。第{n}次反映。",
            "petitioner": {"name": "李小华", "phone": f"139{n:08d}"},
        },
    }


async def _get(score: Score, person: Person, path: str) -> Any:
    return _right(*await _timed(score, person.get(path)), "GET " + path)


async def _post(score: Score, person: Person, path: str, body: dict[str, Any]) -> Any:
    return _right(*await _timed(score, person.post(path, body)), "POST " + path)


async def _timed(score: Score, asking: Any) -> tuple[int, Any]:
    began = time.monotonic()
    status, body = await asking
    score.answers_ms.append((time.monotonic() - began) * 1000)
    return status, body


def _right(status: int, body: Any, asked: str) -> Any:
    if status != 200:
        raise WentWrong(f"{status} {asked}: {body.get('title', '')}")
    return body


async def steadily(city: City, score: Score, orders: int, at_once: int) -> None:
    """`orders` whole orders, `at_once` under way at any time."""
    left = iter(range(orders))

    async def one_after_the_other() -> None:
        for _ in left:
            await whole(city, score)

    await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))


async def arriving(city: City, score: Score, rates: Sequence[int], seconds: float) -> int:
    """Orders arrive at each of `rates` a second for `seconds`, whether or not those before are done; how many arrived."""
    began, offered = time.monotonic(), []
    for n, rate in enumerate(rates):
        for k in range(round(rate * seconds)):
            due = began + n * seconds + k / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            offered.append(asyncio.create_task(whole(city, score)))
    await asyncio.gather(*offered)
    return len(offered)
