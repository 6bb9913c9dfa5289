"""Requests made from the API's own document, right and wrong ones, by every role: what comes back is what it says.

`FUZZ_REQUESTS=10000 bin/test tests/app/test_generated_requests_get_documented_answers.py` is the long run.
"""

import json
import os
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
    ids = _ids(wild_town)

    @_SETTINGS
    @given(case=st.one_of(*map(operation.as_strategy, GenerationMode)), role=st.sampled_from(Role), known=st.booleans())
    def ask(case: Case, role: Role, known: bool) -> None:
        if known:
            case.path_parameters.update({k: v for k, v in ids.items() if k in case.path_parameters})
        answer = case.call(wild_town.url, headers=_headers(person := wild_town.person(role)), cookies=_cookies(person))
        case.validate_response(answer, checks=_CHECKS)
        assert answer.status_code < 400 or chinese(answer.json()["title"]), answer.text

    ask()


def _headers(person: Person) -> dict[str, str]:
    return {"X-CSRFToken": person.csrf, "Idempotency-Key": uuid4().hex}


def _cookies(person: Person) -> dict[str, str]:
    return dict(person.http.cookies)


def _ids(town: Town) -> dict[str, str]:
    """What is known by its id: an order at work and its appeal."""
    if not hasattr(town, "known"):
        order_id = dispatched(town)
        appeal_id = str(town.value("SELECT appeal_id FROM work_order WHERE id = %s", order_id))
        town.known = {"order_id": order_id, "appeal_id": appeal_id}  # type: ignore[attr-defined]
    return dict(town.known)  # type: ignore[attr-defined]
