"""派单: the order goes to one lead, with copies; or back for supplement."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import Dictionary
from yihao.kernel import sql
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Invalid
from yihao.orders.actions import clocks, search, texts
from yihao.orders.actions.act import Act, Held
from yihao.orders.actions.notices import tell_unit
from yihao.orders.rules.transitions import Thing
from yihao.orders.values import events as e
from yihao.orders.values.states import Audience, Capacity, ClockKind, TextKind
from yihao.organisation import queries as organisation
from yihao.organisation.values import UnitFact, UnitType, Viewer


@transaction.atomic
def dispatch(
    *, doer: Viewer, order_id: UUID, version: int, lead_id: UUID, copy_ids: Sequence[UUID] = (), instruction: str = ""
) -> Held:
    """派单: one lead 主办, copies 抄送; sign and handling clocks run from now. T8; 66号(五); 北京条例 13.

    The handling clock runs from dispatch whether the unit signs or not (T9a closes the never-sign loophole).
    """
    act = Act(doer)
    order = act.hold(Thing.ORDER, order_id)
    act.check(order, "dispatch", version=version, centre_id=order.row["centre_id"])
    lead = _handler(act, lead_id, "lead")
    copies = _with_county(lead, [_handler(act, c, "copies") for c in dict.fromkeys(copy_ids) if c != lead_id])
    suggested = suggested_lead(act, order)
    assignment_id = new_id()
    text_id = (
        texts.on_order(act, order, TextKind.INSTRUCTION, Audience.HANDLERS, instruction)
        if instruction.strip()
        else None
    )
    row = clocks.limit_row(act, order)
    clocks.stop(act, order_id, ClockKind.REVIEW)
    start = partial(
        clocks.start, act, order_id, basis=f"{row.name}：{row.basis}", unit_id=lead_id, assignment_id=assignment_id
    )
    sign = start(ClockKind.SIGN, row.sign)
    handle = start(ClockKind.LEAD, row.handle)
    if row.contact is not None:
        start(ClockKind.CONTACT, row.contact)
    act.change(
        order,
        "dispatch",
        e.OrderDispatched(
            assignment_id=assignment_id,
            lead_id=lead_id,
            copies=tuple(c.id for c in copies),
            suggested_id=suggested.id if suggested else None,
            limit=row.code,
            sign_due=sign.due,
            handle_due=handle.due,
            catalogue_version=act.versions.of(Dictionary.CATALOGUE),
            text_id=text_id,
        ),
    )
    _involve(act, order, "issue", e.AssignmentIssued(lead.id), Capacity.LEAD, lead, assignment_id)
    for unit in copies:
        _involve(act, order, "inform", e.AssignmentInformed(unit.id), Capacity.COPY, unit, new_id())
    search.add_units(order, (u.id for u in (lead, *copies)))
    act.finish()
    _tell(act, order, lead, copies, sign_due=sign.due, handle_due=handle.due)
    return order


@transaction.atomic
def send_back(*, doer: Viewer, order_id: UUID, version: int, missing: str) -> Held:
    """退回补充: the agent has to add facts; the review clock stands still meanwhile. T7."""
    act = Act(doer)
    order = act.hold(Thing.ORDER, order_id)
    act.check(order, "send_back", version=version, centre_id=order.row["centre_id"])
    text_id = texts.on_order(
        act, order, TextKind.ASKED, Audience.CENTRE, texts.needed(missing, "missing", "请写明需要补充什么")
    )
    clocks.pause(act, order_id, ClockKind.REVIEW, "supplement")
    limit = clocks.minutes(act.policy.supplement_minutes)
    clocks.start(act, order_id, ClockKind.SUPPLEMENT, limit, basis="运行参数：补充时限", unit_id=order.row["centre_id"])
    act.change(order, "send_back", e.OrderSentBack(text_id))
    act.finish()
    return order


def suggested_lead(act: Act, order: Held) -> UnitFact | None:
    """The unit that the catalogue names for the order, if any."""
    row = order.row
    advice = catalogue.advice(act.region, act.versions, class_code=row["class_code"], area_code=row["area_code"])
    return catalogue.resolve(act.region, act.versions, advice.lead, row["area_code"]) if advice else None


def _tell(
    act: Act, order: Held, lead: UnitFact, copies: Sequence[UnitFact], *, sign_due: datetime, handle_due: datetime
) -> None:
    """A message to the duty phones of the lead and of those who got a copy."""
    for unit in (lead, *copies):
        tell_unit(
            "order_dispatched_unit" if unit is lead else "order_copied_unit",
            region=act.region,
            unit_id=unit.id,
            order_id=order.id,
            number=order.row["number"],
            class_code=order.row["class_code"],
            classes_version=order.row["classes_version"],
            deadline=handle_due,
            sign_deadline=sign_due,
            lead_name=lead.label,
        )


def _with_county(lead: UnitFact, copies: list[UnitFact]) -> list[UnitFact]:
    """A township never gets an order without its county knowing: the county gets a copy. 北京条例 12; 领域档案 E2."""
    county = organisation.county_of(lead) if lead.type is UnitType.TOWN else None
    return copies if county is None or county in copies else [*copies, county]


def _involve(
    act: Act, order: Held, name: str, payload: e.AssignmentIssued | e.AssignmentInformed, capacity: Capacity,
    unit: UnitFact, assignment_id: UUID,
) -> None:  # fmt: skip
    act.create(Thing.ASSIGNMENT, name, payload, order_id=order.id, id=assignment_id)
    sql.execute(
        "INSERT INTO participation (id, order_id, unit_id, capacity, since) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (order_id, unit_id, capacity) DO NOTHING",
        (new_id(), order.id, unit.id, capacity.value, act.at),
    )


def _handler(act: Act, unit_id: UUID, field: str) -> UnitFact:
    unit = organisation.units().get(unit_id)
    day = organisation.today(act.region)
    if unit is None or not unit.handles:
        raise Invalid.field_error(field, "请选择能承办工单的单位")
    if unit.valid_from > day or (unit.valid_to is not None and unit.valid_to < day):
        raise Invalid.field_error(field, f"“{unit.name}”现在不在启用期内，请选择承接其职能的单位")
    return unit
