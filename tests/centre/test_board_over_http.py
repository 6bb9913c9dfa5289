"""The board through the API: each person's part of it, and the acts."""

from collections.abc import Callable
from typing import Any

from django.test import Client

Desk = Callable[[str, str], Client]


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/merge{path}", body, content_type="application/json")


def test_the_centre_sees_all_and_a_unit_its_own(december: str, desk: Desk) -> None:
    board = desk("supervisor", "JJ-ZX").get("/api/merge").json()
    assert (len(board["plans"]), board["manages"], board["unplanned"]) == (37, True, [])
    own = desk("unit_leader", "JJ-YBJ").get("/api/merge").json()
    assert {p["number"] for p in own["plans"]} == {"12393", "8121135", "8586309"}
    assert all(p["may_report"] for p in own["plans"])
    assert desk("agent", "JJ-ZX").get("/api/merge").status_code == 403


def test_acts(december: str, desk: Desk) -> None:
    client = desk("unit_clerk", "JJ-RSJ")
    assert (
        post(client, "/12333/assign", version=1, department="综合科", person="某某", phone="8222333").status_code == 200
    )
    assert (
        post(client, "/12333/report", version=2, task="knowledge", state="done", done_on="2021-12-03").status_code
        == 200
    )
    handed = {"seats_planned": 3, "seats_moved": 3, "staff_planned": 5, "staff_moved": 4}
    assert post(client, "/12333/hand_over", version=3, **handed).json() == {"message": "已登记移交"}
    assert post(client, "/12333/move", version=4, task="data", due="2021-12-31", note="x").status_code == 403
    happened = client.get("/api/merge/12333/history").json()["rows"]
    assert [h["what"] for h in happened] == ["登记座席人员移交", "报告归并任务", "明确责任部门和负责人", "制定归并方案"]


def test_a_number_without_a_plan_gets_one(december: str, desk: Desk) -> None:
    from yihao.centre.models import MergePlan

    MergePlan.objects.get(number="12366").delete()
    client = desk("supervisor", "JJ-ZX")
    assert [u["number"] for u in client.get("/api/merge").json()["unplanned"]] == ["12366"]
    assert post(client, "", number="12366").status_code == 200
    assert post(client, "", number="12366").status_code == 409
    assert post(client, "", number="999999").status_code == 404
