"""Telephone numbers, names and texts that went through the processes are in none of their logs."""

from tests.app.support import Town, file_order, form, refused

_PHONE, _NAME, _TEXT = "13799317331", "司马测试", "只有这一件诉求里才有的话"


def test_after_good_and_bad_requests(town: Town) -> None:
    petitioner = {"name": _NAME, "phone": _PHONE}
    agent = town.person("agent")
    file_order(town, petitioner=petitioner, content=_TEXT, address=_TEXT)
    refused(agent.post("/api/intake/submit", {"form": form(town, petitioner=petitioner, title="")}), 422)
    refused(agent.post("/api/intake/submit", {"form": {"petitioner": petitioner, "title": _TEXT}}), 422)
    agent.post("/api/callers/lookup", {"phone": _PHONE})
    agent.get("/api/orders", params={"q": _PHONE})
    with town.database_away():
        refused(agent.post("/api/intake/submit", {"form": form(town, petitioner=petitioner, content=_TEXT)}), 503)
    town.sequenced()
    logs = town.logs()
    assert "database unavailable" in logs
    for secret in (_PHONE, _NAME, _TEXT, "13712340001", "欧阳小明", "Town-only-12345"):
        assert secret not in logs, secret
    assert "Internal Server Error" not in logs
