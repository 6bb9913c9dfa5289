"""Requests made from the API's own document, right and wrong ones, by every role: what comes back is what it says.

`FUZZ_REQUESTS=10000 bin/test tests/app/test_generated_requests_get_documented_answers.py` is the long run.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.app.support import Person, Town, chinese, dispatched
from yihao.organisation.values import Role

_API = json.loads((Path(__file__).parents[2] / "openapi.json").read_text(encoding="utf-8"))
_ELSEWHERE = {("DELETE", "/api/session"), ("POST", "/api/session")}
"""Signing out would end the others' sessions; attempts to sign in are counted by address. Both have tests of their own."""
_OPERATIONS = [
    o.ok()
    for o in schemathesis.openapi.from_dict(_API).get_all_operations()
    if (o.ok().method.upper(), o.ok().path) not in _ELSEWHERE
]
_EACH = max(1, int(os.environ.get("FUZZ_REQUESTS", "0")) // len(_OPERATIONS))
_TABLES = {
    "account_id": "account", "absence_id": "absence", "appeal_id": "appeal", "assignment_id": "assignment",
    "attachment_id": "attachment", "contact_id": "contact", "copy_ids": "unit", "duty_id": "duty", "job_id": "job",
    "lead_id": "unit", "message_id": "message", "order_id": "work_order", "other_duty_id": "duty",
    "number": "hotline", "published_id": "published_number", "shift_id": "shift", "standing_id": "standing_seats", "swap_id": "swap",
    "to_account_id": "account", "unit_id": "unit", "view_id": "saved_view",
}  # fmt: skip
"""Where what a request names by its id is kept."""
_NEWEST = " UNION ALL ".join(
    f"(SELECT '{name}' AS name, {'number' if name == 'number' else 'id'}::text AS id FROM {table} t ORDER BY t.id DESC LIMIT 10)"
    for name, table in _TABLES.items()
)
Known = Mapping[str, list[str]]
_CHECKS: Any = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
_SETTINGS = settings(
    max_examples=max(_EACH, 2),
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("operation", _OPERATIONS, ids=lambda o: f"{o.method} {o.path}")
def test_the_answer_is_as_documented(wild_town: Town, operation: Any) -> None:
    known = _known(wild_town)

    @_SETTINGS
    @given(
        case=st.one_of(*map(operation.as_strategy, GenerationMode)),
        who=st.just("jack_of_all") | st.sampled_from(Role),
        pick=st.none() | st.integers(0, 9),
    )
    def ask(case: Case, who: str, pick: int | None) -> None:
        if pick is not None:
            case.path_parameters = _with_known(case.path_parameters, known, pick)
            case.body = _with_known(case.body, known, pick)
        answer = case.call(wild_town.url, headers=_headers(person := wild_town.person(who)), cookies=_cookies(person))
        case.validate_response(answer, checks=_CHECKS)
        assert answer.status_code < 400 or chinese(answer.json()["title"]), answer.text

    ask()


def _headers(person: Person) -> dict[str, str]:
    return {"X-CSRFToken": person.csrf, "Idempotency-Key": uuid4().hex}


def _cookies(person: Person) -> dict[str, str]:
    return dict(person.http.cookies)


def _known(town: Town) -> Known:
    """What there is to be named by its id: at least an order at work, and what earlier requests have made."""
    found: dict[str, list[str]] = {}
    for row in town.rows(_NEWEST):
        found.setdefault(row["name"], []).append(row["id"])
    if "order_id" in found:
        return found
    dispatched(town)
    return _known(town)


def _with_known(given: Any, known: Known, pick: int) -> Any:
    """The same with ids of things there are, wherever a field's name says what it means."""
    if isinstance(given, list):
        return [_with_known(each, known, pick) for each in given]
    if not isinstance(given, dict):
        return given
    fitting = {name: known[name][pick % len(known[name])] for name in given if name in known}
    return {
        name: ([fitting[name]] if isinstance(value, list) else fitting[name])
        if name in fitting
        else _with_known(value, known, pick)
        for name, value in given.items()
    }
