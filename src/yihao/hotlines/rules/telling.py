"""A route in words: what a caller meets, step by step. Pure."""

from collections.abc import Callable, Mapping

from yihao.hotlines.values import DO_NAMES, Choice, Do, NumberPlan, Route, SkillKind, Step

UnitName = Callable[[str], str]
"""The name of a unit by its code; a code that is no unit is a number."""


def tell_steps(route: Route, plan: NumberPlan, unit_name: UnitName) -> tuple[str, ...]:
    """One sentence for each step."""
    return tuple(_SAYS.get(step.do, _plain)(step, plan, unit_name) for step in route.steps)


def tell_choices(step: Step, plan: NumberPlan, unit_name: UnitName) -> tuple[str, ...]:
    """One sentence for each key of a menu."""
    return tuple(f"按 {c.key} {c.text} → {_where(c, plan, unit_name)}" for c in step.choices)


def _plain(step: Step, plan: NumberPlan, unit_name: UnitName) -> str:
    return DO_NAMES[step.do]


def _prompt(step: Step, plan: NumberPlan, unit_name: UnitName) -> str:
    return f"播放：“{step.text}”"


def _menu(step: Step, plan: NumberPlan, unit_name: UnitName) -> str:
    return f"语音菜单：“{step.text}”不按键的进入下一步"


def _queue(step: Step, plan: NumberPlan, unit_name: UnitName) -> str:
    return f"排队，由{_skill(step.skill, plan)}接听"


def _transfer(step: Step, plan: NumberPlan, unit_name: UnitName) -> str:
    if step.target in plan.hotlines:
        return f"转到 {step.target} {plan.hotlines[step.target].name}"
    whom = _skill(step.skill, plan) if step.skill else unit_name(step.target)
    return f"转接到 {whom}" if whom[0].isdigit() else f"转接到{whom}"


def _sub_center(step: Step, plan: NumberPlan, unit_name: UnitName) -> str:
    return f"接入{unit_name(step.target)}的分中心，由{_skill(step.skill, plan)}接听"


def _not_in_service(step: Step, plan: NumberPlan, unit_name: UnitName) -> str:
    if not step.text:
        return "不提供热线服务"
    return f"不再提供热线服务，号码由{unit_name(step.target)}自行处理；打到平台的播放：“{step.text}”"


_SAYS: Mapping[Do, Callable[[Step, NumberPlan, UnitName], str]] = {
    Do.PROMPT: _prompt,
    Do.MENU: _menu,
    Do.QUEUE: _queue,
    Do.TRANSFER: _transfer,
    Do.SUB_CENTER: _sub_center,
    Do.NOT_IN_SERVICE: _not_in_service,
}


def _where(choice: Choice, plan: NumberPlan, unit_name: UnitName) -> str:
    return _skill(choice.skill, plan) if choice.skill else unit_name(choice.target)


def _skill(code: str, plan: NumberPlan) -> str:
    """A queue and where its calls flow over to."""
    skill = plan.skills[code]
    name = skill.name if skill.kind is not SkillKind.GENERAL else f"{plan.own_number}{skill.name}"
    if not skill.overflow:
        return name
    return f"{name}（{skill.overflow_after} 秒无人接听，同时转{plan.skills[skill.overflow].name}）"
