"""HTTP of a seat: signing on, states, and what is done with the call in it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from yihao.calls import telephone
from yihao.calls.actions import commands, seats
from yihao.calls.api import schemas as s
from yihao.calls.queries import desk, guests
from yihao.calls.values.seats import BUSY_NAMES, DEVICE_NAMES, PLACE_NAMES, Device, SeatState
from yihao.kernel import access, clock
from yihao.kernel.problems import Invalid, WrongState
from yihao.orders.actions.contacts import phone_of_contact
from yihao.organisation.http import Staff, acting, answers, do_once, viewer
from yihao.organisation.rosters.values import Place
from yihao.organisation.values import Permission as P
from yihao.organisation.values import Viewer

router = Router(tags=["话务"])
_TAKE, _SUPERVISE = Staff(P.TAKE_CALL), Staff(P.SUPERVISE_CALL)


@router.get("/seat", response=answers(s.SeatPageOut), auth=_TAKE, summary="我的座席")
def read_seat(request: HttpRequest) -> Any:
    """My seat, the call in it, and where its telephone registers."""
    seat = desk.my_seat(viewer(request))
    return {
        "at": clock.now(),
        "seat": seat,
        "telephone": telephone.access(seat["endpoint"] if seat else ""),
        "places": [{"code": c, "name": n} for c, n in PLACE_NAMES.items()],
        "devices": [{"code": c, "name": n} for c, n in DEVICE_NAMES.items()],
        "reasons": [{"code": c, "name": n} for c, n in BUSY_NAMES.items()],
    }


@router.post("/seat", response=answers(s.SaidOut), auth=_TAKE, summary="座席签入")
def sign_on(request: HttpRequest, body: s.SignOnIn) -> Any:
    """Sign on at a telephone."""
    if body.place not in set(Place):
        raise Invalid.field_error("place", "请选择座席位置")
    if body.device not in set(Device):
        raise Invalid.field_error("device", "请选择话机")
    if telephone.access() is None:
        raise WrongState(title="本系统没有接通电话", detail="工单仍可照常受理；如需接电话，请系统管理员安装话务引擎。")

    def work() -> dict[str, Any]:
        seats.sign_on(doer=viewer(request), place=Place(body.place), device=Device(body.device))
        return {"message": "已签入，示闲后开始接听"}

    return do_once(request, body, work)


@router.delete("/seat", response=answers(s.SaidOut), auth=_TAKE, summary="座席签退")
def sign_off(request: HttpRequest) -> Any:
    """Sign off; during a call when it is over."""
    seats.sign_off(doer=viewer(request))
    return {"message": "已签退（通话中的，结束后签退）"}


@router.post("/seat/state", response=answers(s.SaidOut), auth=_TAKE, summary="示闲示忙")
def choose_state(request: HttpRequest, body: s.StateIn) -> Any:
    """Ready, or busy for a reason."""
    seats.choose(doer=viewer(request), state=_state(body.state), reason=body.reason)
    return {"message": "已更新座席状态"}


@router.post("/seat/help", response=answers(s.SaidOut), auth=_TAKE, summary="求助")
def ask_help(request: HttpRequest, body: s.HelpIn) -> Any:
    """Ask the supervisor for help."""
    seats.ask_help(doer=viewer(request), wanted=body.wanted)
    return {"message": "已通知班长" if body.wanted else "已取消求助"}


@router.get("/seat/guests", response=answers(s.GuestsOut), auth=_TAKE, summary="可转接对象")
def list_guests(request: HttpRequest) -> Any:
    """Whom I can call in."""
    return guests.guests(viewer(request))


@router.post("/calls/out", response=answers(s.SaidOut), auth=_TAKE, summary="外呼")
def call_out(request: HttpRequest, body: s.CallOutIn) -> Any:
    """Call a citizen; of a contact's number only the contact is named, and the look is in the access log."""
    who = viewer(request)
    number = body.phone
    if body.contact_id is not None:
        number = phone_of_contact(doer=who, contact_id=body.contact_id)
        by = acting(who, P.TAKE_CALL)
        access.note(by=by, action="call_out", subject_type="contact", subject_id=body.contact_id, field="phone")
    if not number.strip():
        raise Invalid.field_error("phone", "请填写要呼叫的号码")
    given = {"contact_id": str(body.contact_id) if body.contact_id else None}
    return {"message": _ask(who, None, "call_out", given, number)}


@router.post("/calls/{uuid:call_id}/hold", response=answers(s.SaidOut), auth=_TAKE, summary="保持")
def hold(request: HttpRequest, call_id: UUID) -> Any:
    """The caller hears music."""
    return {"message": _ask(viewer(request), call_id, "hold", {})}


@router.post("/calls/{uuid:call_id}/resume", response=answers(s.SaidOut), auth=_TAKE, summary="恢复通话、转为三方")
def resume(request: HttpRequest, call_id: UUID) -> Any:
    """The caller is back: after a hold, or as the third of a consultation (三方通话)."""
    return {"message": _ask(viewer(request), call_id, "resume", {})}


@router.post("/calls/{uuid:call_id}/hang_up", response=answers(s.SaidOut), auth=_TAKE, summary="挂断")
def hang_up(request: HttpRequest, call_id: UUID) -> Any:
    """The seat's part ends; the caller is asked to rate."""
    return {"message": _ask(viewer(request), call_id, "hang_up", {})}


@router.post("/calls/{uuid:call_id}/broke_off", response=answers(s.SaidOut), auth=_TAKE, summary="话机断开")
def broke_off(request: HttpRequest, call_id: UUID) -> Any:
    """The seat's telephone has lost the call: the caller is at the head of the line again."""
    return {"message": _ask(viewer(request), call_id, "broke_off", {})}


@router.post("/calls/{uuid:call_id}/complete", response=answers(s.SaidOut), auth=_TAKE, summary="完成转交")
def complete(request: HttpRequest, call_id: UUID) -> Any:
    """The one who was asked goes on with the caller."""
    return {"message": _ask(viewer(request), call_id, "complete", {})}


@router.post("/calls/{uuid:call_id}/dismiss", response=answers(s.SaidOut), auth=_TAKE, summary="请一方退出")
def dismiss(request: HttpRequest, call_id: UUID, body: s.DismissIn) -> Any:
    """Let a party go that was called in."""
    return {"message": _ask(viewer(request), call_id, "dismiss", {"leg_id": str(body.leg_id)})}


@router.post("/calls/{uuid:call_id}/call_in", response=answers(s.SaidOut), auth=_TAKE, summary="转接、咨询、三方")
def call_in(request: HttpRequest, call_id: UUID, body: s.CallInIn) -> Any:
    """Transfer, consult, three-way talk, emergency service."""
    who, number = viewer(request), body.to.number
    if body.to.kind in ("unit", "target"):
        number = guests.number_of(who, body.to.kind, body.to.code)
    elif body.to.kind == "number" and not number.strip():
        raise Invalid.field_error("to", "请填写号码")
    given = {"why": body.why, "to": {"kind": body.to.kind, "code": body.to.code or body.to.kind}}
    return {"message": _ask(who, call_id, "call_in", given, number)}


@router.post(
    "/calls/{uuid:call_id}/supervise", response=answers(s.SaidOut), auth=_SUPERVISE, summary="监听、耳语、强插、接管"
)
def supervise(request: HttpRequest, call_id: UUID, body: s.SuperviseIn) -> Any:
    """Join a call as its supervisor; who did is in the record and in the access log."""
    who = viewer(request)
    desk.supervised(who, call_id)
    access.note(by=acting(who, P.SUPERVISE_CALL), action=body.why, subject_type="call", subject_id=call_id)
    return {"message": _ask(who, call_id, "supervise", {"why": body.why})}


@router.post("/seats/{uuid:seat_id}/force", response=answers(s.SaidOut), auth=_SUPERVISE, summary="强制座席状态")
def force(request: HttpRequest, seat_id: UUID, body: s.StateIn) -> Any:
    """Put a seat into a state, or sign it off."""
    seats.force(doer=viewer(request), seat_id=seat_id, state=_state(body.state), reason=body.reason)
    return {"message": "已更新该座席状态"}


def _state(code: str) -> SeatState:
    if code not in set(SeatState):
        raise Invalid.field_error("state", "没有这个状态")
    return SeatState(code)


def _ask(who: Viewer, call_id: UUID | None, name: str, given: dict[str, Any], number: str = "") -> str:
    seat = desk.open_seat(who.account_id)
    if seat is None:
        raise WrongState(title="您还没有签入话机", detail="请先签入座席。")
    return commands.ask(
        doer=who, seat_id=seat["id"], call_id=call_id, name=name, given=given, number=number, unit_id=seat["unit_id"]
    )
