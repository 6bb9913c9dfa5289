"""Signing in over HTTP: cookies, the first password, locking, signing out."""

from tests.app.support import PASSWORD, Person, Town, refused


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(town: Town) -> None:
    answer = Person(town.url).sign_in("spare2", PASSWORD)
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("sessionid="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_nobody_is_told_whether_the_name_or_the_password_is_wrong(town: Town) -> None:
    stranger = Person(town.url)
    wrong = [refused(stranger.sign_in(name, "No-such-12345"), 422) for name in ("spare2", "nobody-7331")]
    assert wrong[0] == wrong[1]
    assert "nobody-7331" not in str(wrong)


def test_five_failures_lock_the_account(town: Town) -> None:
    stranger = Person(town.url)
    for _ in range(4):
        refused(stranger.sign_in("spare1", "Wrong-12345-x"), 422)
    for password in ("Wrong-12345-x", PASSWORD):
        problem = refused(stranger.sign_in("spare1", password), 429)
        assert "锁定" in problem["title"] and "分钟" in problem["detail"]


def test_with_a_first_password_nothing_else_works(town: Town) -> None:
    newcomer = town.person("newcomer")
    for path in ("/api/orders", "/api/queues", "/api/dictionary"):
        assert refused(newcomer.get(path), 403)["code"] == "password_change_required"
    for new in ("short", PASSWORD, "12345678901"):
        refused(newcomer.post("/api/session/password", {"old": PASSWORD, "new": new}), 422)
    refused(newcomer.post("/api/session/password", {"old": "Wrong-12345-x", "new": "Lushan-2026-jinxiu"}), 422)


def test_who_signs_out_is_out_on_the_server(town: Town) -> None:
    person = Person(town.url, "spare2")
    cookies = dict(person.http.cookies)
    assert person.post("/api/session", method="DELETE").status_code == 200
    again = Person(town.url)
    assert refused(again.get("/api/queues", headers={"Cookie": f"sessionid={cookies['sessionid']}"}), 401)


def test_who_has_no_permission_is_refused(town: Town) -> None:
    refused(town.person("unit_clerk").post("/api/contacts", {}), 403)
    refused(town.person("auditor").get("/api/orders"), 403)
    refused(Person(town.url).get("/api/orders"), 401)
