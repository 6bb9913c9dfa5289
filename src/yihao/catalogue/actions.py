"""Writes of 目录: entries change, and a version is published whole. Everything reads published versions only."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from yihao.catalogue.models import Entry, Version
from yihao.catalogue.rules import is_readable
from yihao.catalogue.values import DICTIONARY_NAMES, ENTRY_TYPES, Dictionary, VersionPublished
from yihao.kernel import clock, ledger
from yihao.kernel.crypto import sm3
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Invalid
from yihao.kernel.snapshot import forget
from yihao.kernel.values import Actor, Subject


@transaction.atomic
def replace_entries(
    *, by: Actor, dictionary: Dictionary, entries: Iterable[Mapping[str, Any]], effective_from: datetime | None = None
) -> int | None:
    """Make `entries` (dicts with the fields of the entry's type) the whole dictionary and publish it.

    The new version's number, or None when nothing differs from the version in force.
    """
    _hold(by.region, dictionary)
    wanted = {str(e["code"]): dict(e) for e in entries}
    Entry.objects.filter(region=by.region, dictionary=dictionary).delete()
    Entry.objects.bulk_create(
        Entry(
            id=new_id(),
            region=by.region,
            dictionary=dictionary,
            code=code,
            name=str(body.get("name", "")) or code,
            body=body,
            position=position,
        )
        for position, (code, body) in enumerate(wanted.items())
    )
    return _publish(by, dictionary, effective_from)


@transaction.atomic
def save_entry(*, by: Actor, dictionary: Dictionary, body: Mapping[str, Any]) -> int | None:
    """Add or change one entry and publish; the new version's number. Raises Invalid for a wrong body."""
    _check(dictionary, body)
    _hold(by.region, dictionary)
    code = str(body["code"])
    Entry.objects.update_or_create(
        region=by.region,
        dictionary=dictionary,
        code=code,
        defaults={"body": dict(body), "name": str(body.get("name", "")) or code},
    )
    return _publish(by, dictionary, None)


@transaction.atomic
def remove_entry(*, by: Actor, dictionary: Dictionary, code: str) -> int | None:
    """Take an entry out and publish; versions before keep it."""
    _hold(by.region, dictionary)
    Entry.objects.filter(region=by.region, dictionary=dictionary, code=code).delete()
    return _publish(by, dictionary, None)


def _hold(region: str, dictionary: Dictionary) -> None:
    """One publisher of a dictionary at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"dictionary {region} {dictionary}",))


def _check(dictionary: Dictionary, body: Mapping[str, Any]) -> None:
    known = {f.name for f in fields(ENTRY_TYPES[dictionary])}
    if unknown := set(body) - known:
        raise Invalid(title=f"{DICTIONARY_NAMES[dictionary]}没有这些字段：{'、'.join(sorted(unknown))}")
    if not body.get("code"):
        raise Invalid.field_error("code", "代码不能为空")
    try:
        entry = ENTRY_TYPES[dictionary](**body)
    except TypeError:
        raise Invalid(title=f"{DICTIONARY_NAMES[dictionary]}的条目缺少必填字段") from None
    if not is_readable(entry):
        raise Invalid(title=f"{DICTIONARY_NAMES[dictionary]}的条目有日期、时段或单位读不出来，没有发布")


def _publish(by: Actor, dictionary: Dictionary, effective_from: datetime | None) -> int | None:
    body = [e.body for e in Entry.objects.filter(region=by.region, dictionary=dictionary)]
    digest = sm3(json.dumps(body, sort_keys=True, ensure_ascii=False).encode())
    newest = Version.objects.filter(region=by.region, dictionary=dictionary).order_by("-number").first()
    if newest is not None and newest.digest == digest:
        return None
    now = clock.now()
    version = Version(
        id=new_id(),
        region=by.region,
        dictionary=dictionary,
        number=(newest.number if newest else 0) + 1,
        effective_from=effective_from or now,
        published_at=now,
        digest=digest,
        body=body,
    )
    version.save(force_insert=True)
    published = VersionPublished(dictionary.value, version.number, version.effective_from, digest, len(body))
    ledger.write(ledger.Entry(published, Subject("dictionary", version.id), by, now, version=version.number))
    forget()
    return version.number
