"""Administrators' pages of the numbers: to be read. A number changes at the desk, with its approval record."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from yihao.hotlines.models import Approval, Hotline, HotlinePeriod, Skill


class _ReadOnly:
    """原则上不得新设 (方案 三(一)): nothing is opened, changed or removed here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False


class _Periods(_ReadOnly, admin.TabularInline[HotlinePeriod, Hotline]):
    model = HotlinePeriod
    exclude = ("flipped_at",)


@admin.register(Hotline)
class HotlineAdmin(_ReadOnly, admin.ModelAdmin[Hotline]):
    """热线号码 with its periods."""

    list_display = (
        *("number", "name", "mode", "phase", "seq", "owner_unit", "already_merged", "expert_seats"),
        *("absorbed_into", "counts_under"),
    )
    list_filter = ("mode", "phase", "already_merged", "expert_seats")
    list_select_related = ("owner_unit",)
    search_fields = ("number", "name", "owner_unit__name")
    inlines = (_Periods,)


@admin.register(Skill)
class SkillAdmin(_ReadOnly, admin.ModelAdmin[Skill]):
    """技能组."""

    list_display = ("code", "name", "kind", "unit_code", "overflow", "overflow_after", "announces")
    list_filter = ("kind",)


@admin.register(Approval)
class ApprovalAdmin(_ReadOnly, admin.ModelAdmin[Approval]):
    """号码审批记录."""

    list_display = ("document", "authority", "approved_on", "reason", "recorded_at")
