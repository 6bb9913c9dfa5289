"""访问记录: who looked at what and why; totals that find the curious beside what is usual for person and role."""

import re
from pathlib import Path
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

import yihao
from tests.orders.builders import ROLLED_BACK, City, submitted
from tests.orders.desk import Desk
from yihao.auditing.queries import looks
from yihao.auditing.rules import LEAST, LEAST_IDLE, unusual
from yihao.auditing.values import Looks
from yihao.auditing.words import LOOK_NAMES
from yihao.kernel import access
from yihao.kernel.values import Actor, Via
from yihao.orders.actions.reveal import reveal
from yihao.organisation import queries as organisation
from yihao.organisation.values import Viewer

pytestmark = ROLLED_BACK


def look(who: Viewer, times: int, action: str = "open", subject: UUID | None = None) -> None:
    by = organisation.actor(who, who.posts[0])
    for _ in range(times):
        access.note(by=by, action=action, subject_type="order", subject_id=subject)


def test_a_reveal_is_told_with_person_unit_order_and_reason(city: City) -> None:
    case = submitted(city).dispatch().sign()
    reveal(doer=city.clerk, subject_type="appeal", subject_id=case.taken.appeal_id, field="phone", reason="verify")
    (row,) = looks.page(city.auditor, looks.Wanted(number=case.row["number"]))["rows"]
    assert (row["who"], row["action_name"], row["what"], row["reason"]) == (
        city.clerk.name,
        "查看完整信息",
        "联系电话",
        "核对身份",
    )
    assert row["subject"] == f"诉求 {case.row['number']}" and "濂溪" in row["unit_name"]


def test_narrowed_and_paged(city: City) -> None:
    look(city.clerk, 35)
    look(city.agent, 2, "lookup")
    first = looks.page(city.auditor, looks.Wanted(account=str(city.clerk.account_id)))
    rest = looks.page(city.auditor, looks.Wanted(account=str(city.clerk.account_id)), first["next"])
    assert len({r["id"] for r in first["rows"] + rest["rows"]}) == 35 and rest["next"] == ""
    assert len(looks.page(city.auditor, looks.Wanted(action="lookup"))["rows"]) == 2
    assert looks.page(city.auditor, looks.Wanted(until="2026-03-09"))["rows"] == []


def test_the_curious_stand_first_with_why(city: City) -> None:
    for _ in range(28):  # four weeks in which both look twice a day
        look(city.clerk, 2)
        look(city.water_clerk, 2)
        look(city.town_clerk, 2)
        city.hands.move(days=1)
    look(city.clerk, 2)
    look(city.town_clerk, 2)
    look(city.water_clerk, LEAST + 10)
    found = looks.people(city.auditor, "", "")
    first, *rest = found["rows"]
    assert first["who"] == city.water_clerk.name and (first["own_usual"], first["role_usual"]) == (2, 2)
    assert any("平时约 2 次" in why for why in first["unusual"]) and any("15 倍" in why for why in first["unusual"])
    assert all(not r["unusual"] for r in rest)


def test_reveals_that_led_to_nothing_are_counted(city: City) -> None:
    mine = submitted(city).dispatch().sign()
    others = [submitted(city).dispatch() for _ in range(LEAST_IDLE)]
    for case in (mine, *others):
        reveal(doer=city.clerk, subject_type="appeal", subject_id=case.taken.appeal_id, field="phone", reason="handle")
    (row,) = [r for r in looks.people(city.auditor, "", "")["rows"] if r["who"] == city.clerk.name]
    assert row["revealed"] == LEAST_IDLE + 1 and row["idle_reveals"] == LEAST_IDLE
    assert any("没有办理" in why for why in row["unusual"])


def test_signing_in_and_auditing_are_no_looks_but_are_listed(city: City) -> None:
    look(city.clerk, 3, "sign_in")
    desk = Desk(city, "auditor")
    assert desk.get("/api/audit/lookers").json()["rows"] == []
    actions = [r["action_name"] for r in desk.get("/api/audit/looks").json()["rows"]]
    assert actions == ["查阅访问记录", "登录", "登录", "登录"]
    assert desk.get("/api/audit/lookers", since="2026-01-01", until="2026-03-01").status_code == 422


def test_a_look_of_nobody_signed_in_is_listed(city: City) -> None:
    access.note(by=Actor(city.region, Via.PORTAL), action="sign_in_failed", subject_type="account", subject_id=None)
    (row,) = looks.page(city.auditor, looks.Wanted())["rows"]
    assert (row["who"], row["action_name"]) == ("未登录", "登录失败")


def test_every_look_in_the_code_has_a_name() -> None:
    source = "\n".join(p.read_text() for p in Path(yihao.__file__).parent.rglob("*.py"))
    noted = set(re.findall(r'access\.note\(.{0,120}?action="([a-z_]+)"', source, re.DOTALL))
    assert len(noted) > 8 and noted <= set(LOOK_NAMES)


@given(st.integers(0, 500), st.floats(0, 500), st.floats(0, 500), st.integers(0, 9))
def test_few_looks_or_usual_ones_are_never_unusual(total: int, own: float, role: float, idle: int) -> None:
    told = unusual(Looks(total, 0, own, role, idle))
    assert any("没有办理" in t for t in told) == (idle >= LEAST_IDLE)
    if total < LEAST or (total <= 3 * own and total <= 3 * role):
        assert all("没有办理" in t for t in told)


def test_somebody_new_is_compared_with_the_others_in_the_role() -> None:
    assert unusual(Looks(600, 0, own_usual=0, role_usual=570, idle_reveals=0)) == []
    assert unusual(Looks(600, 0, own_usual=0, role_usual=20, idle_reveals=0)) == ["是同岗位中位数的 30 倍"]
