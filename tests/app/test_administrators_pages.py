"""The administrators' pages: for administrators only, in Chinese; what is saved there goes through the same actions."""

import re
from uuid import uuid4

import pytest

from tests.app.support import PASSWORD, Person, Town, chinese, submit

_PAGES = ("/admin/", "/admin/organisation/account/", "/admin/organisation/unit/", "/admin/catalogue/entry/")


@pytest.mark.parametrize("path", _PAGES)
def test_open_for_the_administrator(town: Town, path: str) -> None:
    page = town.person("administrator").get(path)
    assert page.status_code == 200
    assert "系统管理" in page.text and chinese(page.text)


@pytest.mark.parametrize("name", ["agent", "supervisor", "unit_leader", "auditor", "newcomer"])
def test_closed_for_everybody_else(town: Town, name: str) -> None:
    for path in _PAGES:
        page = town.person(name).get(path)
        assert page.status_code in (302, 403), path
    assert Person(town.url).get("/admin/").status_code == 302


def test_a_new_account_shows_its_first_password_once(town: Town) -> None:
    administrator, username = town.person("administrator"), f"new{uuid4().hex[:8]}"
    empty = {"grants-TOTAL_FORMS": "0", "grants-INITIAL_FORMS": "0"}
    page = submit(administrator, "/admin/organisation/account/add/", username=username, name="新来的", **empty)
    password = re.search(r"初始密码：(\S+?)（只显示这一次", page.text)
    assert password, page.text[-3000:]
    assert password[1] not in administrator.get("/admin/organisation/account/").text
    person = Person(town.url)
    assert person.sign_in(username, password[1]).json()["account"]["must_change_password"]
    kinds = "SELECT e.kind FROM event e JOIN account a ON a.id = e.subject_id WHERE a.username = %s"
    assert [r["kind"] for r in town.rows(kinds, username)] == ["account.made"]


def test_saving_an_entry_publishes_a_version(town: Town) -> None:
    administrator = town.person("administrator")
    latest = "SELECT max(number) FROM dictionary_version WHERE dictionary = 'classes'"
    count = "SELECT count(*) FROM event WHERE kind LIKE 'dictionary%%' AND channel = 'admin'"
    before, events = town.value(latest), town.value(count)
    entry = town.rows("SELECT * FROM dictionary_entry WHERE dictionary = 'classes' AND code = %s", town.leaf)[0]
    path = f"/admin/catalogue/entry/{entry['id']}/change/"
    fields = {k: "\n".join(v) if isinstance(v, list) else "" if v is None else str(v) for k, v in entry["body"].items()}
    page = submit(administrator, path, **{**fields, "name": f"{entry['name']}（改）"})
    assert f"已发布第 {before + 1} 版" in page.text, page.text[-3000:]
    assert town.value(latest) == before + 1
    assert town.value(count) == events + 1
    known = town.person("agent").get("/api/dictionary").json()["classes"]
    assert f"{entry['name']}（改）" in {c["name"] for c in known}


def test_a_mistake_in_a_form_is_shown_and_nothing_saved(town: Town) -> None:
    administrator = town.person("administrator")
    before = town.value("SELECT count(*) FROM account")
    empty = {"grants-TOTAL_FORMS": "0", "grants-INITIAL_FORMS": "0"}
    for wrong in ({"username": "agent"}, {"username": "x" * 100}, {"username": "a\0b"}, {"grants-TOTAL_FORMS": "x"}):
        page = submit(administrator, "/admin/organisation/account/add/", **{"name": "某人", **empty, **wrong})
        assert page.status_code == 200 and "errornote" in page.text, wrong
    assert town.value("SELECT count(*) FROM account") == before


def test_a_wrong_password_at_the_pages_own_sign_in(town: Town) -> None:
    stranger = Person(town.url)
    page = submit(stranger, "/admin/login/", username="administrator", password=f"{PASSWORD}x")
    assert page.status_code == 200 and chinese(page.text) and "errornote" in page.text
