"""What every answer carries, and whether the process says how it is."""

import pytest

from tests.app.support import Town


@pytest.mark.parametrize(
    "path", ["/", "/track/", "/healthz", "/api/session", "/api/nothing", "/nothing", "/admin/login/"]
)
def test_every_answer_is_guarded(town: Town, path: str) -> None:
    headers = town.person("agent").get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy and "object-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "script-src 'self'" in policy.split("; ")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store" or "no-cache" in headers["cache-control"]
    assert "server" not in headers


def test_health(town: Town) -> None:
    answer = town.person("agent").get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
