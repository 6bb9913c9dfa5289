"""Every operation of the API is sent malformed requests by every role: always a documented answer, never a fault."""

import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.app.support import COUNTY, Person, Town, chinese, dispatched, form
from yihao.organisation.values import Role

_API = json.loads((Path(__file__).parents[2] / "openapi.json").read_text(encoding="utf-8"))
_OPERATIONS = [
    (method, path)
    for path, methods in _API["paths"].items()
    for method in methods
    if (method, path) != ("delete", "/api/session")
]
_ECHO = "回声7331"
_STRANGE: list[Any] = [
    None, True, 0, -1, 2**31, 2**63, 10**40, 1.5, float("inf"), "", " ", _ECHO, "\x00", "a\x00b", "\ud800", "x" * 10_000,
    "9" * 20, "2026-13-45", "2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "'; --", "%", "١٢٣",
    str(uuid4()), [], {}, [[]], [None], {"a": 1}, ["x"] * 200,
]  # fmt: skip


@pytest.fixture(scope="module")
def chance() -> random.Random:
    """The same requests in every run."""
    return random.Random(12345)


@pytest.mark.parametrize(("method", "path"), _OPERATIONS)
def test_nothing_but_documented_answers(town: Town, chance: random.Random, method: str, path: str) -> None:
    operation = _API["paths"][path][method]
    documented = {int(status) for status in operation["responses"]}
    may = []
    for role in Role:
        person = town.person(role)
        answer = _send(person, method, path, _ids(town), {}, json.dumps({}))
        _check(answer, documented, f"{role} {{}}")
        if answer.status_code != 403:
            may.append(person)
    for n, (content, query) in enumerate(_requests(town, chance, operation)):
        answer = _send(may[n % len(may)], method, path, _ids(town), query, content)
        _check(answer, documented, f"{content[:200]!r} {query}")


def _send(
    person: Person, method: str, path: str, ids: dict[str, str], query: dict[str, str], content: str | bytes
) -> httpx.Response:
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", value)
    headers = {"X-CSRFToken": person.csrf}
    if method != "get":
        headers |= {"Content-Type": "application/json", "Idempotency-Key": uuid4().hex}
    return person.http.request(
        method, path, params=query, headers=headers, content=content if method != "get" else None
    )


def _check(answer: httpx.Response, documented: set[int], sent: str) -> None:
    assert answer.status_code in documented, f"{answer.status_code} for {sent}: {answer.text[:500]}"
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json", sent
        assert chinese(answer.json()["title"]), answer.text
        assert _ECHO not in answer.text, sent


@cache
def _ids(town: Town) -> dict[str, str]:
    """Ids for the path: of an order at work and its appeal; anything else is unknown."""
    order_id = dispatched(town)
    appeal_id = str(town.value("SELECT appeal_id FROM work_order WHERE id = %s", order_id))
    return {
        "order_id": order_id, "appeal_id": appeal_id, "contact_id": str(uuid4()), "attachment_id": str(uuid4()),
    }  # fmt: skip


def _requests(
    town: Town, chance: random.Random, operation: dict[str, Any]
) -> Iterator[tuple[str | bytes, dict[str, str]]]:
    """Bodies and queries that are wrong in one place each."""
    names = [p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"]
    for name in names:
        for value in ("\x00", _ECHO, "x" * 5000, "9" * 30, "W10", "bnVsbA", "\U0001f600"):
            yield "", {name: value}
    schema = _body(operation)
    if schema is None:
        return
    yield from (("", {}), ("{", {}), ("[]", {}), ("null", {}), (b"\xff\xfe{}", {}), ("[" * 3000, {}), ('"\x00"', {}))
    good = _sensible(_example(schema), town)
    for keys in _places(good):
        for value in ("\ud800", "a\x00", *chance.sample(_STRANGE, 2)):
            yield _json(_with(good, keys, value)), {}


def _json(value: Any) -> str:
    return json.dumps(value)  # ASCII: lone surrogates and NUL travel as escapes


def _body(operation: dict[str, Any]) -> dict[str, Any] | None:
    content = operation.get("requestBody", {}).get("content", {})
    found = content.get("application/json", {}).get("schema")
    return dict(found) if found else None


def _example(schema: dict[str, Any]) -> Any:
    """A value that fits a schema."""
    if "$ref" in schema:
        return _example(_API["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return _example(schema["anyOf"][0])
    match schema.get("type"):
        case "object":
            return {name: _example(part) for name, part in schema.get("properties", {}).items()}
        case "array":
            return [_example(schema["items"])]
        case "integer":
            return 3
        case "boolean":
            return True
    formats = {"uuid": str(uuid4()), "date-time": "2026-01-05T10:00:00+08:00"}
    return formats.get(schema.get("format", ""), "1")


def _sensible(value: Any, town: Town) -> Any:
    """With what the field means, so that a request gets as far as its one mistake."""
    meant: dict[str, Any] = {
        "form": form(town), "class_code": town.leaf, "area_code": COUNTY, "appeal_type": "help", "urgency": "normal",
        "channel": "phone", "phone": "13712340002", "reason": "contact", "field": "phone", "subject_type": "appeal",
        "subject_id": _ids(town)["appeal_id"], "version": 2, "contact_id": None, "appeal_id": None, "attachments": [],
        "lead_id": town.person("unit_clerk").unit_id, "copy_ids": [], "result": "solved", "reached": "yes",
        "assignment_id": str(town.value("SELECT id FROM assignment WHERE order_id = %s", _ids(town)["order_id"])),
        "outcome": "reached", "contacted": "yes", "solved": "yes", "satisfaction": "satisfied", "receipt": "A-1",
    }  # fmt: skip
    return {name: meant.get(name, part) for name, part in value.items()}


def _places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where in a value something may be wrong."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield (*above, key)
        yield from _places(part, (*above, key))


def _with(value: Any, keys: tuple[Any, ...], part: Any) -> Any:
    if not keys:
        return part
    copy = value.copy()
    copy[keys[0]] = _with(value[keys[0]], keys[1:], part)
    return copy
