"""The acts that a person is offered on an order: exactly those that the table of transitions allows now."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import Dictionary
from yihao.kernel import clock, sql
from yihao.orders.queries.intake import suggestion
from yihao.orders.rules import guards
from yihao.orders.rules.transitions import Near, Thing, Transition, buttons
from yihao.orders.values.reasons import NO_CONTACT_REASONS, WITHDRAW_REASONS
from yihao.orders.values.states import RESULT_NAMES, AssignmentState, OrderState
from yihao.organisation import queries as organisation
from yihao.organisation.values import Permission, Viewer

Fields = list[dict[str, Any]]
Provider = Callable[[Viewer, dict[str, Any], guards.Situation], list[dict[str, Any]]]
PROVIDERS: list[Provider] = []
"""Rooms above that offer acts on an order add theirs here."""

_LIKELY = {"dispatch", "sign", "reply", "pass_check", "supplement", "redo"}


def offers(viewer: Viewer, o: dict[str, Any]) -> list[dict[str, Any]]:
    """The acts for this person on this order now, the likely one first, the dangerous ones last."""
    found: list[dict[str, Any]] = []
    lead = _lead(o)
    situation = _situation(viewer, o, lead)
    for edge in buttons(Thing.ORDER, OrderState(o["state"])):
        if _may(viewer, edge, o, None) and not guards.refusal(edge.needs, situation):
            found.append(_offer(viewer, edge, o, lead))
    if lead is not None and o["state"] in (OrderState.PENDING_SIGN, OrderState.IN_PROGRESS):
        for edge in buttons(Thing.ASSIGNMENT, AssignmentState(lead["state"])):
            if _may(viewer, edge, o, lead["unit_id"]) and not guards.refusal(edge.needs, situation):
                found.append(_offer(viewer, edge, o, lead))
    for provider in PROVIDERS:
        found.extend(provider(viewer, o, situation))
    if not any(f["likely"] for f in found) and found and not found[0]["danger"]:
        found[0]["likely"] = True
    return sorted(found, key=lambda f: (f["danger"], not f["likely"]))


def _may(viewer: Viewer, edge: Transition, o: dict[str, Any], unit_id: UUID | None) -> bool:
    permissions = [p for p in edge.who if isinstance(p, Permission)]
    if edge.near is Near.UNIT:
        return unit_id is not None and any(viewer.at(p, unit_id) for p in permissions)
    path = organisation.unit(o["centre_id"]).path
    return any(viewer.within(p, path) for p in permissions)


def _lead(o: dict[str, Any]) -> dict[str, Any] | None:
    return (
        sql.row("SELECT * FROM assignment WHERE id = %s", (o["lead_assignment_id"],))
        if o["lead_assignment_id"]
        else None
    )


def _situation(viewer: Viewer, o: dict[str, Any], lead: dict[str, Any] | None) -> guards.Situation:
    at = catalogue.versions(viewer.region)
    policy = catalogue.policy(viewer.region, at.of(Dictionary.POLICY))
    agent = sql.row("SELECT actor FROM event WHERE order_id = %s AND kind = 'appeal.submitted' LIMIT 1", (o["id"],))
    return guards.Situation(
        appeal_type=o["appeal_type"],
        round=o["round"],
        redo_max=policy.redo_max,
        contacted=bool(lead and lead["contacted_at"]),
        intake_agent=UUID(agent["actor"]) if agent and agent["actor"] not in ("system", "citizen") else None,
        lead_unit=o["lead_unit_id"],
        actor=viewer.account_id,
        actor_units=frozenset(p.unit_id for p in viewer.posts),
        closed_at=o["closed_at"],
        reopen_days=policy.reopen_days,
        now=clock.now(),
    )


def _offer(viewer: Viewer, edge: Transition, o: dict[str, Any], lead: dict[str, Any] | None) -> dict[str, Any]:
    fields, explain = _PANELS[edge.name](viewer, o)
    extra = {"assignment_id": lead["id"]} if edge.thing is Thing.ASSIGNMENT and lead else {}
    return {
        "name": edge.name,
        "label": edge.label,
        "path": _path(edge, o),
        "likely": edge.name in _LIKELY,
        "danger": edge.danger,
        "explain": explain,
        "extra": extra,
        "fields": fields,
    }


def _path(edge: Transition, o: dict[str, Any]) -> str:
    if edge.name == "supplement":
        return f"/api/appeals/{o['appeal_id']}/supplement"
    return f"/api/orders/{o['id']}/{edge.name}"


def field(name: str, label: str, kind: str, **more: Any) -> dict[str, Any]:
    """One field of a panel."""
    return {"name": name, "label": label, "kind": kind, **more}


def choices(names: dict[Any, str] | Any) -> list[dict[str, str]]:
    """Codes and names as choices."""
    return [{"code": str(c), "name": n} for c, n in names.items()]


Panel = tuple[Fields, str]


def _dispatch(viewer: Viewer, o: dict[str, Any]) -> Panel:
    s = suggestion(
        viewer, class_code=o["class_code"], area_code=o["area_code"], appeal_type=o["appeal_type"], urgency=o["urgency"]
    )
    limit = s["limit"]
    fields = [
        field(
            "lead_id", "主办单位", "unit", required=True, value=s["lead"]["id"] if s["lead"] else None, hint=s["why"]
        ),
        field("copy_ids", "抄送单位", "units", value=[c["id"] for c in s["copies"]]),
        field("instruction", "派单意见", "long", max_length=2000, hint="承办单位可见，诉求人不可见"),
    ]
    return fields, f"派出后 {limit['sign_words']}内签收，{limit['handle_words']}内答复；办理时限从派出起算"


def _long(name: str, label: str, explain: str, hint: str = "") -> Callable[[Viewer, dict[str, Any]], Panel]:
    fields = [field(name, label, "long", required=True, max_length=2000, hint=hint)]
    return lambda viewer, o: (fields, explain)


def _plain(explain: str) -> Callable[[Viewer, dict[str, Any]], Panel]:
    return lambda viewer, o: ([], explain)


def _supplement(viewer: Viewer, o: dict[str, Any]) -> Panel:
    fields = [
        field("text", "补充的情况", "long", required=True, max_length=5000),
        field("attachments", "附件", "files"),
    ]
    return fields, "补充后回到待派单，派单时限继续计算"


def _withdraw(viewer: Viewer, o: dict[str, Any]) -> Panel:
    fields = [
        field("reason", "撤单原因", "choice", required=True, choices=choices(WITHDRAW_REASONS)),
        field("willing", "已核实身份，并确认撤单出于诉求人自愿", "flag", required=True),
        field("note", "说明", "long", max_length=2000),
    ]
    return fields, "撤单后工单结束，承办单位不再办理；不能恢复，有新情况须重新登记"


def _contact(viewer: Viewer, o: dict[str, Any]) -> Panel:
    fields = [
        field("contacted_at", "联系时间", "datetime", required=True, value=clock.now().isoformat()),
        field(
            "reached",
            "是否联系上",
            "choice",
            required=True,
            choices=choices({"yes": "已联系上", "no": "未联系上"}),
            value="yes",
        ),
        field(
            "reason",
            "未联系上的原因",
            "choice",
            required=True,
            choices=choices(NO_CONTACT_REASONS),
            only_if={"reached": ["no"]},
        ),
        field("note", "联系情况", "long", max_length=2000, hint="热线和承办单位可见"),
    ]
    return fields, "先行联系登记后才能提交答复"


def _reply(viewer: Viewer, o: dict[str, Any]) -> Panel:
    fields = [
        field("result", "办理结果", "choice", required=True, choices=choices(RESULT_NAMES)),
        field(
            "public_reply",
            "公开答复",
            "long",
            required=True,
            max_length=5000,
            hint="诉求人会看到，不要写电话、证件号和他人信息",
        ),
        field("internal_note", "内部办理情况", "long", max_length=5000, hint="诉求人看不到"),
        field("attachments", "办理附件", "files"),
    ]
    return fields, "提交后转热线办结审核，通过后由热线回访诉求人"


_PANELS: dict[str, Callable[[Viewer, dict[str, Any]], Panel]] = {
    "dispatch": _dispatch,
    "send_back": _long("missing", "需要补充什么", "退给受理人补充，派单时限暂停", "受理人会看到"),
    "supplement": _supplement,
    "withdraw": _withdraw,
    "sign": _plain("签收后开始办理；办理时限从派单起算，不因签收改变"),
    "record_contact": _contact,
    "reply": _reply,
    "pass_check": _plain("答复将公开给诉求人，并转回访"),
    "fail_check": _long("defects", "答复的问题", "退回承办单位继续办理，办理时限接着计算", "承办单位会看到"),
    "redo": _long("opinion", "研判意见和重办要求", "退回原承办单位重办，时限减半", "承办单位会看到"),
    "explain_end": _long("explanation", "给诉求人的解释", "解释后办结，诉求人会看到解释内容"),
}
