"""`yihao hotlines`: what a caller would meet."""

import json
from datetime import UTC, datetime
from typing import Any

from yihao.cli.region import pack_folder
from yihao.cli.session import Refusal, application, checked_settings
from yihao.hotlines.rules import routing
from yihao.hotlines.rules.telling import UnitName, tell_choices, tell_steps
from yihao.hotlines.values import MODE_NAMES, STATUS_NAMES, Mode, NumberPlan, Route, Status

_WEEKDAYS = "一二三四五六日"


def dial(number: str, at: datetime | None, as_json: bool) -> None:
    """Print the route of a number at a time (now when None): by the register, or by the pack before it is loaded."""
    plan, name = _installed() or _from_pack()
    route = routing.route(number, at or datetime.now(UTC), plan)
    print(json.dumps(as_dict(route), ensure_ascii=False, indent=2) if as_json else told(route, plan, name))


def _installed() -> tuple[NumberPlan, UnitName] | None:
    """The register of this installation; None where there is no database yet, or nothing in it."""
    settings = checked_settings()
    if not settings.database_url and not (settings.data / "postgres").is_dir():
        return None
    with application():
        from django.db import ProgrammingError

        from yihao.hotlines import queries
        from yihao.kernel.problems import NotFound
        from yihao.organisation.queries import home_region

        try:
            region = home_region()
            return queries.plan(region), queries.unit_namer(region)
        except (ProgrammingError, NotFound):  # no tables yet, or no region in them
            return None


def _from_pack() -> tuple[NumberPlan, UnitName]:
    from yihao.app.region.numbers import plan_of
    from yihao.app.region.read import read_pack

    pack, mistakes = read_pack(pack_folder(None))
    if pack is None:
        raise Refusal(f"资料包有 {len(mistakes)} 处错误，请运行 bin/yihao region check。")
    names = {u.code: u.short_name or u.name for u in pack.units}
    return plan_of(pack), lambda code: names.get(code, code)


def as_dict(route: Route) -> dict[str, Any]:
    """The route as plain values; what a step does not have is left out."""
    return {
        "number": route.number,
        "at": route.at.isoformat(),
        "mode": route.mode,
        "status": route.status,
        "steps": [_step(s) for s in route.steps],
        "takes_complaints": route.takes_complaints,
        "lands_on": route.lands_on,
        "clause": route.clause,
    }


def _step(step: Any) -> dict[str, Any]:
    whole = {"do": step.do.value, "text": step.text, "prompt": step.prompt, "target": step.target, "skill": step.skill}
    choices = [
        {k: v for k, v in {"key": c.key, "text": c.text, "skill": c.skill, "target": c.target}.items() if v}
        for c in step.choices
    ]
    return {k: v for k, v in {**whole, "choices": choices}.items() if v}


def told(route: Route, plan: NumberPlan, name: UnitName) -> str:
    """The route for a person to read."""
    hotline = plan.hotlines.get(route.number)
    when = f"{route.at:%Y年%m月%d日 %H:%M}（星期{_WEEKDAYS[route.at.weekday()]}）"
    lines = [f"{when}拨打 {route.number} {hotline.name if hotline else ''}".rstrip()]
    if hotline:
        lines.append(f"责任单位  {name(hotline.owner)}")
    lines.append(f"归并方式  {MODE_NAMES[Mode(route.mode)] if route.mode else '—'}")
    lines.append(f"现在状态  {STATUS_NAMES[Status(route.status)]}")
    lines.append("")
    for place, (step, said) in enumerate(zip(route.steps, tell_steps(route, plan, name), strict=True), start=1):
        lines.append(f"  {place}. {said}")
        lines += [f"       {choice}" for choice in tell_choices(step, plan, name)]
    lines += ["", f"受理投诉  {'是' if route.takes_complaints else '否'}"]
    lines.append(f"由谁接听  {route.lands_on or '没有人接听'}")
    lines.append(f"依据      {route.clause}")
    return "\n".join(lines)
