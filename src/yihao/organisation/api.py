"""HTTP of 机构与人员: signing in and out, the own password."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Field, Router, Schema

from yihao.kernel import rate
from yihao.kernel.problems import Invalid, RateLimited
from yihao.kernel.values import Actor, Via
from yihao.organisation import actions
from yihao.organisation.http import Staff, address_of, answers, csrf_checked, viewer
from yihao.organisation.models import Account
from yihao.organisation.queries import actor, home_region, line_name, viewer_of
from yihao.organisation.values import ROLE_NAMES, Viewer

router = Router(tags=["会话"])
REVEAL_REASONS = {
    "contact": "联系诉求人",
    "verify": "核对身份",
    "handle": "办理所需",
    "visit": "回访",
    "inspect": "督办检查",
}
"""查看完整信息的理由 (领域档案 L2)."""

_NAME, _PASSWORD = 80, 200
"""The longest sign-in name (spaces around it are forgiven) and password that are worth looking at, in characters."""


class LineOut(Schema):
    """The line's own names."""

    name: str
    short_name: str
    number: str
    city: str


class AccountOut(Schema):
    """The person who is signed in."""

    id: UUID
    name: str
    username: str
    must_change_password: bool


class PostOut(Schema):
    """A post in force."""

    role: str
    role_name: str
    unit_id: UUID
    unit_name: str


class CodeName(Schema):
    """A code with its name on the screen."""

    code: str
    name: str


class SessionOut(Schema):
    """Who is signed in, and what they may do."""

    signed_in: bool
    csrf: str
    line: LineOut
    account: AccountOut | None
    posts: list[PostOut]
    permissions: list[str]
    reveal_reasons: list[CodeName]


class SignIn(Schema):
    """Sign-in name and password."""

    username: str = Field(max_length=_NAME)
    password: str = Field(max_length=_PASSWORD)


class PasswordChange(Schema):
    """The old and the new password."""

    old: str = Field(max_length=_PASSWORD)
    new: str = Field(max_length=_PASSWORD)


@router.get("/session", response=answers(SessionOut), auth=None, summary="当前会话")
def read_session(request: HttpRequest) -> Any:
    """Who is signed in; also for nobody."""
    account = request.user if isinstance(request.user, Account) else None
    return _session(request, viewer_of(account) if account else None, account)


@router.post("/session", response=answers(SessionOut), auth=None, summary="登录")
def sign_in(request: HttpRequest, body: SignIn) -> Any:
    """Sign in; locked for a while after five failures from one place (等保)."""
    csrf_checked(request)
    address = address_of(request)
    rate.spend(kind="sign_in", who=address, limit=60, window=timedelta(minutes=10))
    account = authenticate(request, username=body.username.strip(), password=body.password)
    if not isinstance(account, Account):
        known = Account.objects.filter(username=body.username.strip()).first()
        if known is not None:
            by = Actor(known.region, Via.DESK, address=address)
            actions.note_sign_in(by=by, account_id=known.id, success=False)
        if getattr(request, "axes_locked_out", False):
            raise locked_out()
        raise Invalid.field_error("password", "登录名或密码不正确")
    login(request, account)
    found = viewer_of(account, address)
    actions.note_sign_in(by=actor(found, None), account_id=account.id, success=True)
    return _session(request, found, account)


def locked_out() -> RateLimited:
    """Too many failures of one account from one place."""
    return RateLimited(title="连续输错次数过多，账号已暂时锁定", detail="请 15 分钟后再试，或请管理员重设密码。")


@router.delete("/session", response=answers(SessionOut), auth=Staff(first_password=True), summary="退出登录")
def sign_out(request: HttpRequest) -> Any:
    """End the session on the server."""
    logout(request)
    return _session(request, None, None)


@router.post("/session/password", response=answers(SessionOut), auth=Staff(first_password=True), summary="修改密码")
def change_password(request: HttpRequest, body: PasswordChange) -> Any:
    """Set an own password; other sessions of the person end."""
    who = viewer(request)
    account = actions.change_own_password(account_id=who.account_id, old=body.old, new=body.new, by=actor(who, None))
    update_session_auth_hash(request, account)
    return _session(request, who, account)


def _session(request: HttpRequest, who: Viewer | None, account: Account | None) -> dict[str, object]:
    region = account.region if account else home_region()
    return {
        "signed_in": account is not None,
        "csrf": get_token(request),
        "line": line_name(region),
        "account": account,
        "posts": [
            {"role": p.role, "role_name": ROLE_NAMES[p.role], "unit_id": p.unit_id, "unit_name": p.unit_name}
            for p in (who.posts if who else ())
        ],
        "permissions": sorted(who.permissions) if who else [],
        "reveal_reasons": [{"code": c, "name": n} for c, n in REVEAL_REASONS.items()],
    }
