"""Administrators' pages for accounts, grants and units. Saving goes through actions, so it is in the ledger too."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from yihao.kernel.problems import Problem
from yihao.kernel.values import Actor, Via
from yihao.organisation import actions
from yihao.organisation.http import address_of
from yihao.organisation.models import Account, Grant, Unit
from yihao.organisation.values import Role, UnitType


def actor_of(request: HttpRequest) -> Actor:
    """The administrator at work."""
    account = request.user
    assert isinstance(account, Account)
    return Actor(account.region, Via.ADMIN, account.id, account.name, None, address_of(request))


class NoDeletion:
    """Nothing is deleted here: accounts are closed, grants end, units have a last day."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


class AccountForm(forms.ModelForm[Account]):
    """A person; the first password is made by the system and shown once."""

    class Meta:
        model = Account
        fields = ("username", "name", "is_active")


class GrantInline(NoDeletion, admin.TabularInline[Grant, Account]):
    """The posts of a person."""

    model = Grant
    extra = 0
    autocomplete_fields = ("unit",)


@admin.register(Account)
class AccountAdmin(NoDeletion, admin.ModelAdmin[Account]):
    """账号."""

    form = AccountForm
    inlines = (GrantInline,)
    list_display = ("username", "name", "is_active", "must_change_password", "created_at")
    list_filter = ("is_active", "grants__role")
    search_fields = ("username", "name")
    actions = ("reset_passwords",)

    def get_readonly_fields(self, request: HttpRequest, obj: Account | None = None) -> tuple[str, ...]:
        """A sign-in name stays what it is."""
        return ("username", "name") if obj else ()

    def save_model(self, request: HttpRequest, obj: Account, form: Any, change: bool) -> None:
        """Open the account, or close and open it again."""
        by = actor_of(request)
        if change:
            actions.switch_account(by=by, account_id=obj.id, active=obj.is_active)
            return
        made, password = actions.make_account(by=by, username=obj.username, name=obj.name)
        fresh = Account.objects.get(id=made)
        obj.__dict__.update(fresh.__dict__)
        messages.warning(request, f"账号 {obj.username} 的初始密码：{password}（只显示这一次，首次登录须修改）")

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Give and end grants."""
        by = actor_of(request)
        for grant in formset.save(commit=False):
            before = Grant.objects.filter(id=grant.id).first()
            if before is None:
                self._give(request, form.instance.id, grant)
            elif grant.valid_to and grant.valid_to != before.valid_to:
                actions.end_grant(by=by, grant_id=grant.id, valid_to=grant.valid_to)
        formset.save_m2m()

    def _give(self, request: HttpRequest, account_id: UUID, grant: Grant) -> None:
        try:
            actions.give_grant(
                by=actor_of(request),
                account_id=account_id,
                role=Role(grant.role),
                unit_id=grant.unit_id,
                valid_from=grant.valid_from,
                valid_to=grant.valid_to,
            )
        except Problem as problem:
            messages.error(request, f"没有授予：{problem.title}。{problem.detail}")

    @admin.action(description="重设所选账号的密码")
    def reset_passwords(self, request: HttpRequest, queryset: QuerySet[Account]) -> None:
        """New first passwords, shown once."""
        for account in queryset:
            password = actions.reset_password(by=actor_of(request), account_id=account.id)
            messages.warning(request, f"{account.username} 的新密码：{password}（只显示这一次，下次登录须修改）")


@admin.register(Unit)
class UnitAdmin(NoDeletion, admin.ModelAdmin[Unit]):
    """机构."""

    list_display = ("name", "short_name", "type", "tier", "handles", "duty_phone", "valid_from", "valid_to")
    list_filter = ("type", "tier", "handles")
    search_fields = ("name", "short_name", "code")
    autocomplete_fields = ("parent", "successor")
    exclude = ("region",)

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: bool) -> None:
        """Enter or change a unit."""
        by = actor_of(request)
        given = {f: getattr(obj, f) for f in form.cleaned_data if f not in ("parent", "successor", "type")}
        try:
            obj.id = actions.save_unit(
                by=by,
                region=by.region,
                unit_id=obj.id if change else None,
                type=UnitType(obj.type),
                parent_id=obj.parent_id,
                successor_id=obj.successor_id,
                **given,
            )
        except Problem as problem:
            messages.error(request, f"没有保存：{problem.title}")
