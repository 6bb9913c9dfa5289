"""Administrators' page of the numbers: to be read; a number changes by its merge plan."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from yihao.hotlines.models import Hotline


@admin.register(Hotline)
class HotlineAdmin(admin.ModelAdmin[Hotline]):
    """热线号码."""

    list_display = (
        "number",
        "name",
        "mode",
        "phase",
        "seq",
        "owner_unit",
        "already_merged",
        "expert_seats",
        "absorbed_into",
    )
    list_filter = ("mode", "phase", "already_merged", "expert_seats")
    search_fields = ("number", "name", "owner_unit__name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """原则上不得新设 (方案 三(一)): a new number needs its approval record, which comes with the merge project."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Read only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Read only."""
        return False
