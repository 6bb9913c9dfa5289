"""What a simulation made: volume and mix beside what was wanted, how varied the texts are, what stays open."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from yihao.calls.queries import wallboard
from yihao.calls.queries.parameters import parameters
from yihao.calls.rules.indicators import figures, missed
from yihao.catalogue.values import APPEAL_TYPE_NAMES, AppealType
from yihao.kernel import sql
from yihao.kernel.crypto import unseal
from yihao.orders.values.states import CHANNEL_NAMES, ORDER_STATE_NAMES, Channel, OrderState
from yihao.organisation import queries as organisation
from yihao.organisation.rosters import queries as rosters
from yihao.organisation.values import UnitType
from yihao.simulation.plan import Plan
from yihao.simulation.texts.rules import distinct_trigrams
from yihao.simulation.values import Mix

_SAMPLE = 20_000
_ENDED = frozenset({OrderState.CLOSED, OrderState.ARCHIVED, OrderState.WITHDRAWN})
_MEMBERS = (UnitType.COUNTY, UnitType.TOWN)


@dataclass(frozen=True, slots=True)
class Line:
    """A figure, with what it is to be seen beside where there is such a thing."""

    what: str
    reached: str
    beside: str = ""


def lines(mix: Mix, plan: Plan) -> Iterator[Line]:
    """The report."""
    yield from _calls(plan)
    states = _counted("SELECT state AS k, count(*) AS n FROM appeal GROUP BY 1")
    taken = sum(n for state, n in states.items() if state not in ("draft", "abandoned"))
    yield Line("诉求", f"{taken:,} 件")
    yield from _shares("渠道", _of_appeals("channel"), mix.channels, {c.value: CHANNEL_NAMES[c] for c in Channel})
    yield from _shares(
        "类型", _of_appeals("appeal_type"), mix.types, {t.value: APPEAL_TYPE_NAMES[t] for t in AppealType}
    )
    answered = sum(mix.types[t] * mix.answered.get(t, 0.0) for t in mix.types) / sum(mix.types.values())
    yield Line("直接答复", _percent(states["answered"] / max(1, taken)), f"资料 {_percent(answered)}")
    yield from _orders()
    contents = _contents()
    alike = len(contents) - len(set(contents))
    yield Line("正文的不同三字组", _percent(distinct_trigrams(contents)), f"{len(contents):,} 篇中 {alike:,} 篇与别篇相同")


def _calls(plan: Plan) -> Iterator[Line]:
    """The telephone, by the wallboard's reading and formulas; beside it what the region wants of it."""
    policy, target = parameters(plan.region), rosters.policy(plan.region).answered
    calls = wallboard.facts(plan.region, plan.begins, plan.until)
    level, short = timedelta(seconds=policy.level_seconds), timedelta(seconds=policy.short_seconds)
    found = figures(calls, level=level, short=short)
    yield Line("来电", f"{found.calls_in:,} 个，拨 {len({c.called for c in calls})} 个号码")
    yield Line("接通率", _rate(found.answer_rate))
    yield Line(f"{policy.level_seconds} 秒接通率", _rate(found.service_level), f"目标 {_percent(target)}")
    yield Line("没有接到", f"{len(missed(calls)):,} 人，待回拨 {_open_tasks():,} 人")


def _open_tasks() -> int:
    return sum(_counted("SELECT state AS k, count(*) AS n FROM callback WHERE state = 'open' GROUP BY 1").values())


def _rate(share: float | None) -> str:
    return "—" if share is None else _percent(share)


def _orders() -> Iterator[Line]:
    orders = _counted("SELECT state AS k, count(*) AS n FROM work_order GROUP BY 1")
    total = sum(orders.values())
    yield Line("工单", f"{total:,} 件")
    leads = _counted(
        "SELECT lead_unit_id::text AS k, count(*) AS n FROM work_order WHERE lead_unit_id IS NOT NULL GROUP BY 1"
    )
    local = {str(u.id) for u in organisation.units().values() if u.type in _MEMBERS}
    below = sum(n for unit, n in leads.items() if unit in local)
    yield Line("派往县（市、区）和乡镇街道", _percent(below / max(1, sum(leads.values()))))
    still = {state: n for state, n in orders.items() if state not in _ENDED}
    told = "，".join(f"{ORDER_STATE_NAMES[s]} {still[s]:,}" for s in OrderState if s in still)
    yield Line("尚未办结", f"{sum(still.values()):,} 件（{told}）" if told else "0 件")
    red = sql.rows("SELECT count(DISTINCT order_id) AS n FROM clock WHERE light = 'red' AND kind = 'lead'")[0]["n"]
    yield Line("办理超期", f"{red:,} 件")


def _shares(
    what: str, found: Mapping[str, int], wanted: Mapping[str, float], names: Mapping[str, str]
) -> Iterator[Line]:
    total, weights = max(1, sum(found.values())), sum(wanted.values())
    for code, weight in wanted.items():
        yield Line(f"{what} {names[code]}", _percent(found.get(code, 0) / total), f"资料 {_percent(weight / weights)}")


def _of_appeals(column: str) -> Counter[str]:
    return _counted(
        f"SELECT {column} AS k, count(*) AS n FROM appeal WHERE state NOT IN ('draft', 'abandoned') GROUP BY 1"
    )


def _counted(text: str) -> Counter[str]:
    return Counter({str(r["k"]): int(r["n"]) for r in sql.rows(text)})


def _contents() -> list[str]:
    found = sql.rows("SELECT id, body FROM appeal_text WHERE kind = 'content' ORDER BY id LIMIT %s", (_SAMPLE,))
    return [unseal(r["body"], "appeal_text.body", r["id"]) for r in found]


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"
