"""Writes of 机构与人员. Each is check → do → emit in one transaction."""

import secrets
from datetime import date
from typing import Any
from uuid import UUID

from axes.utils import reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from yihao.kernel import access, clock, ledger
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Conflict, FieldError, Invalid, NotFound
from yihao.kernel.snapshot import forget
from yihao.kernel.values import Actor, Subject
from yihao.organisation import queries, rules
from yihao.organisation.models import Account, Grant, Region, Unit
from yihao.organisation.values import (
    ROLE_NAMES,
    AccountMade,
    AccountSwitched,
    GrantEnded,
    GrantGiven,
    PasswordSet,
    Role,
    UnitMoved,
    UnitSaved,
    UnitType,
)


def save_region(*, code: str, **values: Any) -> Region:
    """Enter or replace a region (from its pack)."""
    region, _ = Region.objects.update_or_create(code=code, defaults=values)
    forget()
    return region


@transaction.atomic
def save_unit(
    *,
    by: Actor,
    region: str,
    code: str,
    name: str,
    type: UnitType,
    tier: int,
    parent_id: UUID | None,
    valid_from: date,
    unit_id: UUID | None = None,
    short_name: str = "",
    area_code: str = "",
    line: str = "",
    handles: bool = True,
    duty_phone: str = "",
    valid_to: date | None = None,
    successor_id: UUID | None = None,
) -> UUID:
    """Enter a unit, or change the one with `unit_id` (or with this code); its id. Unchanged units write no event.

    Raises Invalid for a parent inside the unit's own subtree, an end before the start, or a code already taken.
    """
    existing = Unit.objects.select_for_update().filter(region=region, code=code).first()
    if unit_id and existing and existing.id != unit_id:
        raise Invalid.field_error("code", f"代码 {code} 已被“{existing.name}”使用")
    if unit_id and existing is None:
        existing = Unit.objects.select_for_update().get(id=unit_id)
    parent = Unit.objects.filter(region=region, id=parent_id).first() if parent_id else None
    if parent_id and parent is None:
        raise Invalid.field_error("parent", "没有这个上级机构")
    path = (parent.path if parent else f"{region}/") + code + "/"
    if existing and parent and parent.path.startswith(existing.path):
        raise Invalid.field_error("parent", "上级机构不能是本机构或其下级")
    if valid_to and valid_to < valid_from:
        raise Invalid.field_error("valid_to", "停用日期早于启用日期")
    values = {
        "code": code,
        "name": name,
        "short_name": short_name,
        "parent_id": parent_id,
        "path": path,
        "type": type.value,
        "tier": tier,
        "area_code": area_code,
        "line": line,
        "handles": handles,
        "duty_phone": duty_phone,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "successor_id": successor_id,
    }
    if existing and all(getattr(existing, k) == v for k, v in values.items()):
        return existing.id
    unit = existing or Unit(id=unit_id or new_id(), region=region)
    old_path, old_parent = (existing.path, existing.parent_id) if existing else ("", None)
    for k, v in values.items():
        setattr(unit, k, v)
    unit.save()
    _move_subtree(region, old_path, path)
    happened: list[ledger.Payload] = [UnitSaved(code, type.value, parent_id, valid_from, valid_to, successor_id)]
    if existing and old_parent != parent_id:
        happened.append(UnitMoved(old_parent, parent_id))
    ledger.write(*(ledger.Entry(what, Subject("unit", unit.id), by, clock.now()) for what in happened))
    forget()
    return unit.id


def _move_subtree(region: str, old: str, new: str) -> None:
    if old and old != new:
        for below in Unit.objects.filter(region=region, path__startswith=old).exclude(path=old):
            below.path = new + below.path[len(old) :]
            below.save(update_fields=["path"])


@transaction.atomic
def make_account(
    *, by: Actor, username: str, name: str, password: str | None = None, hashed: str = ""
) -> tuple[UUID, str]:
    """Open an account; its id and the first password, which must be changed at the first sign-in.

    `hashed`: the password as it is stored, where hundreds of accounts are given the same one. Raises Conflict when the
    sign-in name is taken.
    """
    if Account.objects.filter(username=username).exists():
        raise Conflict(title=f"登录名“{username}”已被使用", detail="请换一个登录名。")
    first = password or new_password()
    account = Account(id=new_id(), region=by.region, username=username, name=name, created_at=clock.now())
    if hashed:
        account.password = hashed
    else:
        account.set_password(first)
    account.save(force_insert=True)
    ledger.write(ledger.Entry(AccountMade(), Subject("account", account.id), by, clock.now()))
    return account.id, first


@transaction.atomic
def reset_password(*, by: Actor, account_id: UUID) -> str:
    """Give an account a new first password (must be changed at the next sign-in), and open its lock; the password."""
    account = _hold_account(account_id)
    reset(username=account.username)
    first = new_password()
    account.set_password(first)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    entry = ledger.Entry(PasswordSet(by_owner=False), Subject("account", account.id), by, clock.now())
    ledger.write(entry)
    return first


@transaction.atomic
def change_own_password(*, account_id: UUID, old: str, new: str, by: Actor) -> Account:
    """The person sets an own password. Raises Invalid when the old one is wrong or the new one too weak."""
    account = _hold_account(account_id)
    if not account.check_password(old):
        raise Invalid.field_error("old", "原密码不正确")
    if old == new:
        raise Invalid.field_error("new", "新密码不能与原密码相同")
    try:
        validate_password(new, account)
    except ValidationError as weak:
        raise Invalid(title="新密码不符合要求", errors=[FieldError("new", m) for m in weak.messages]) from None
    account.set_password(new)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    ledger.write(ledger.Entry(PasswordSet(by_owner=True), Subject("account", account.id), by, clock.now()))
    return account


@transaction.atomic
def switch_account(*, by: Actor, account_id: UUID, active: bool) -> None:
    """Close an account, or open it again. Nothing happens when it is so already."""
    account = _hold_account(account_id)
    if account.is_active != active:
        account.is_active = active
        account.save(update_fields=["is_active"])
        ledger.write(ledger.Entry(AccountSwitched(active), Subject("account", account.id), by, clock.now()))


@transaction.atomic
def give_grant(
    *, by: Actor, account_id: UUID, role: Role, unit_id: UUID, valid_from: date, valid_to: date | None = None
) -> UUID:
    """Give a person a role at a unit, from a day on; the grant's id.

    Raises Invalid for an end before the start, Conflict when the person holds a post that must be another's.
    """
    if valid_to and valid_to < valid_from:
        raise Invalid.field_error("valid_to", "截止日期早于起始日期")
    account = _hold_account(account_id)
    held = Grant.objects.filter(account=account).values_list("role", "valid_from", "valid_to")
    other = rules.in_the_way(
        rules.Held(role, valid_from, valid_to), (rules.Held(Role(r), since, until) for r, since, until in held)
    )
    if other:
        raise Conflict(
            title=f"{account.name}已是{other}，不能再任{ROLE_NAMES[role]}",
            detail="系统管理与审计不得由同一人承担（三员分立）。请先终止原岗位，或授予另一人。",
        )
    queries.unit(unit_id)
    grant = Grant(
        id=new_id(), account=account, role=role.value, unit_id=unit_id, valid_from=valid_from, valid_to=valid_to
    )
    grant.save(force_insert=True)
    given = GrantGiven(grant.id, role.value, unit_id, valid_from, valid_to)
    ledger.write(ledger.Entry(given, Subject("account", account_id), by, clock.now()))
    return grant.id


@transaction.atomic
def end_grant(*, by: Actor, grant_id: UUID, valid_to: date) -> None:
    """Set a grant's last day."""
    grant = Grant.objects.select_for_update().filter(id=grant_id).first()
    if grant is None:
        raise NotFound(title="没有这条授权")
    if valid_to < grant.valid_from:
        raise Invalid.field_error("valid_to", "截止日期早于起始日期")
    if grant.valid_to != valid_to:
        grant.valid_to = valid_to
        grant.save(update_fields=["valid_to"])
        ledger.write(
            ledger.Entry(GrantEnded(grant.id, valid_to), Subject("account", grant.account_id), by, clock.now())
        )


def note_sign_in(*, by: Actor, account_id: UUID, success: bool) -> None:
    """Write a sign-in into the access log."""
    access.note(by=by, action="sign_in" if success else "sign_in_failed", subject_type="account", subject_id=account_id)


def new_password() -> str:
    """A first password: 12 characters that can be read out, without look-alikes."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))


def _hold_account(account_id: UUID) -> Account:
    account = Account.objects.select_for_update().filter(id=account_id).first()
    if account is None:
        raise NotFound(title="没有这个账号")
    return account
