"""Administrators' pages for the dictionaries: each saving publishes a new version. One form, made from the entry's type."""

import json
from dataclasses import MISSING, Field, fields
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest

from yihao.catalogue.actions import remove_entry, save_entry
from yihao.catalogue.models import Entry, Version
from yihao.catalogue.values import ENTRY_TYPES, Dictionary
from yihao.kernel.problems import Problem
from yihao.organisation.admin import actor_of


def _form_field(f: "Field[Any]", value: Any) -> forms.Field:
    """The form's field for a field of an entry: lists are lines, numbers are numbers, the rest is text."""
    label = f.metadata.get("label", f.name)
    required = f.default is MISSING and f.name in ("code", "name", "dictionary")
    if "tuple" in str(f.type):
        text = "\n".join(value or ())
        return forms.CharField(
            label=label, required=False, initial=text, widget=forms.Textarea(attrs={"rows": 3}), help_text="每行一个"
        )
    if f.type in (int, "int", "int | None"):
        return forms.IntegerField(label=label, required="None" not in str(f.type), initial=value)
    if f.type in (float, "float"):
        return forms.FloatField(label=label, initial=value)
    return forms.CharField(label=label, required=required, initial=value, max_length=400)


class EntryForm(forms.ModelForm[Entry]):
    """An entry; which fields it has depends on its dictionary."""

    class Meta:
        model = Entry
        fields = ("dictionary",)

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        chosen = self.instance.dictionary or self.data.get("dictionary") or self.initial.get("dictionary")
        self.kind = ENTRY_TYPES.get(Dictionary(chosen)) if chosen in set(Dictionary) else None
        if self.instance.pk and self.instance.dictionary:
            self.fields["dictionary"].disabled = True
        body = self.instance.body if isinstance(self.instance.body, dict) else {}
        for f in fields(self.kind) if self.kind else ():
            self.fields[f.name] = _form_field(f, body.get(f.name))
            if f.name == "code" and body:
                self.fields[f.name].disabled = True

    def entry_body(self) -> dict[str, Any]:
        """The entry as its type has it."""
        body: dict[str, Any] = {}
        for f in fields(self.kind) if self.kind else ():
            value = self.cleaned_data.get(f.name)
            if "tuple" in str(f.type):
                value = [line.strip() for line in str(value or "").splitlines() if line.strip()]
            elif value in (None, "") and "None" in str(f.type):
                value = None
            body[f.name] = value if value is not None or "None" in str(f.type) else ""
        return body


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin[Entry]):
    """字典条目."""

    form = EntryForm
    list_display = ("code", "name", "dictionary")
    list_filter = ("dictionary",)
    search_fields = ("code", "name")
    list_per_page = 50

    def get_fields(self, request: HttpRequest, obj: Entry | None = None) -> Any:
        """The dictionary first, then what its entries have."""
        chosen = obj.dictionary if obj else request.POST.get("dictionary") or request.GET.get("dictionary", "")
        names = [f.name for f in fields(ENTRY_TYPES[Dictionary(chosen)])] if chosen in set(Dictionary) else []
        return ["dictionary", *names]

    def get_form(self, request: HttpRequest, obj: Entry | None = None, change: bool = False, **kw: Any) -> Any:
        """Django asks for model fields only; the entry's own are added by the form."""
        return EntryForm

    def save_model(self, request: HttpRequest, obj: Entry, form: Any, change: bool) -> None:
        """Save and publish."""
        try:
            version = save_entry(
                by=actor_of(request), dictionary=Dictionary(form.cleaned_data["dictionary"]), body=form.entry_body()
            )
        except Problem as problem:
            messages.error(request, f"没有保存：{problem.title}")
            return
        found = Entry.objects.filter(
            region=actor_of(request).region, dictionary=form.cleaned_data["dictionary"], code=form.cleaned_data["code"]
        )
        obj.__dict__.update(found.get().__dict__)
        messages.info(request, f"已发布第 {version} 版" if version else "内容没有变化")

    def delete_model(self, request: HttpRequest, obj: Entry) -> None:
        """Take out and publish; earlier versions keep it."""
        remove_entry(by=actor_of(request), dictionary=Dictionary(obj.dictionary), code=obj.code)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """One after the other."""
        for entry in queryset:
            self.delete_model(request, entry)


@admin.register(Version)
class VersionAdmin(admin.ModelAdmin[Version]):
    """字典版本: to be read only."""

    list_display = ("dictionary", "number", "effective_from", "published_at")
    list_filter = ("dictionary",)
    fields = ("dictionary", "number", "effective_from", "published_at", "digest", "content")
    readonly_fields: ClassVar = fields

    @admin.display(description="内容")
    def content(self, obj: Version) -> str:
        """The version's entries."""
        return json.dumps(obj.body, ensure_ascii=False, indent=1)[:20000]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Versions come from publishing."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A version never changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nor does it go."""
        return False
