"""HTTP for people who are signed in: who is asking, may they, and was this request answered already."""

from collections.abc import Callable
from typing import Any, Self

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from ninja.utils import check_csrf
from pydantic import BaseModel, ModelWrapValidatorHandler, ValidationInfo, model_validator

from yihao.kernel.idempotency import once
from yihao.kernel.problems import Forbidden, SignedOut
from yihao.kernel.settings import settings
from yihao.kernel.values import Actor
from yihao.organisation.models import Account
from yihao.organisation.queries import actor, viewer_of
from yihao.organisation.values import Permission, Viewer

_SAFE = {"GET", "HEAD", "OPTIONS"}


class Told(Schema):
    """An answer made of dicts, values and other answers. The getter that `Schema` puts around each of them is for rows
    of Django's; a page of an order has hundreds."""

    @model_validator(mode="wrap")
    @classmethod
    def _run_root_validator(cls, values: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        return handler(values)


class FieldErrorOut(Schema):
    """One field that needs mending."""

    field: str
    message: str


class ChangeOut(Schema):
    """What somebody else did meanwhile."""

    at: str
    who: str
    what: str


class ProblemOut(Schema):
    """RFC 9457 problem document; `title` is for the person."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldErrorOut]
    changes: list[ChangeOut]


PROBLEMS = (400, 401, 403, 404, 405, 409, 413, 422, 429, 503)


def answers(schema: Any) -> dict[int, Any]:
    """The `response` of a route: its schema, and a problem document for everything that can be refused."""
    return {200: schema, **dict.fromkeys(PROBLEMS, ProblemOut)}


def address_of(request: HttpRequest) -> str:
    """The client's address, behind as many trusted proxies as the settings say."""
    hops = settings().trusted_proxies
    forwarded = [a.strip() for a in request.headers.get("X-Forwarded-For", "").split(",") if a.strip()]
    if hops and len(forwarded) >= hops:
        return forwarded[-hops][:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def csrf_checked(request: HttpRequest) -> None:
    """Raises Forbidden for a write that does not carry our token."""
    if request.method in _SAFE:
        return
    refusal: HttpResponse | None = check_csrf(request, lambda: None)
    if refusal is not None:
        raise Forbidden(title="页面已过期，请刷新后重试", detail="您填写的内容仍在本页。", code="csrf")


class Staff:
    """The guard of a route: signed in, first password changed, and with the permission somewhere.

    Where exactly the permission holds is for the action to say.
    """

    def __init__(self, *permissions: Permission, first_password: bool = False) -> None:
        self.permissions = permissions
        self.first_password = first_password

    def __call__(self, request: HttpRequest) -> Viewer:
        """The viewer. Raises SignedOut, Forbidden."""
        account = request.user
        if not isinstance(account, Account) or not account.is_active:
            raise SignedOut()
        csrf_checked(request)
        if account.must_change_password and not self.first_password:
            raise Forbidden(title="请先修改初始密码", detail="", code="password_change_required")
        viewer = viewer_of(account, address_of(request))
        if self.permissions and not viewer.permissions.intersection(self.permissions):
            raise Forbidden()
        return viewer


def viewer(request: HttpRequest) -> Viewer:
    """Who is asking (after the guard)."""
    found: Viewer = request.auth  # type: ignore[attr-defined]
    return found


def acting(who: Viewer, permission: Permission) -> Actor:
    """The viewer in the first post that brings a permission, for the access log of a reading."""
    return actor(who, next(iter(who.posts_with(permission)), None))


def do_once(request: HttpRequest, body: BaseModel, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do a write once for its `Idempotency-Key`; a request sent twice gets the first answer again."""
    key = request.headers.get("Idempotency-Key", "")
    asked = {"path": request.path, "body": body.model_dump(mode="json")}
    return once(key=key, account=str(viewer(request).account_id), request=asked, work=work)
