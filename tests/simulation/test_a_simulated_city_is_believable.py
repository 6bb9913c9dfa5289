"""What two simulated days leave behind: orders in every stage, done by those whose work it is, that stand any audit."""

import subprocess

from tests.simulation.city import City

Cities = tuple[City, City]


def test_ledger_and_orders_are_clean(cities: Cities) -> None:
    process: subprocess.Popen[str]
    for city in cities:
        with city.start("yihao.cli", "audit", "verify", "--orders") as process:
            told = process.communicate(timeout=60)[0]
        assert process.returncode == 0, told
        assert "没有发现异常" in told


def test_nothing_waits_for_the_worker(cities: Cities) -> None:
    city = cities[0]
    assert city.value("SELECT count(*) FROM event_pending") == 0
    assert city.value("SELECT count(*) FROM message WHERE state <> 'sent'") == 0
    due = "SELECT count(*) FROM clock WHERE stopped_at IS NULL AND next_at < (SELECT reached FROM simulation_run)"
    assert city.value(due) == 0


def test_orders_stand_in_many_stages(cities: Cities) -> None:
    states = {row["state"] for row in cities[0].rows("SELECT state FROM work_order")}
    assert {"in_progress", "pending_visit"} <= states
    kinds = {row["kind"] for row in cities[0].rows("SELECT DISTINCT kind FROM event")}
    assert {
        "appeal.answered",
        "order.dispatched",
        "assignment.signed",
        "assignment.replied",
        "order.check_passed",
    } <= kinds


def test_lights_went_on_at_their_time(cities: Cities) -> None:
    lit = cities[0].rows(
        "SELECT e.occurred_at - CASE e.kind WHEN 'clock.red' THEN c.due_at ELSE c.warn_at END AS after"
        " FROM event e JOIN clock c ON c.id = e.subject_id WHERE e.kind IN ('clock.red', 'clock.yellow')"
    )
    assert len(lit) > 5
    assert all(0 <= row["after"].total_seconds() <= 60 for row in lit)


def test_catalogues_choice_is_mostly_followed(cities: Cities) -> None:
    found = cities[0].value("SELECT count(DISTINCT lead_unit_id) FROM work_order")
    assert found > 5


def test_what_is_true_is_kept_beside(cities: Cities) -> None:
    city = cities[0]
    assert city.value("SELECT count(*) FROM simulated WHERE family = ''") == 0
    shares = city.rows("SELECT held_out, count(*) AS n FROM simulated GROUP BY 1")
    assert {row["held_out"] for row in shares} == {True, False}


def test_people_are_marked_and_cannot_sign_in(cities: Cities) -> None:
    people = cities[0].rows("SELECT username, name, password FROM account")
    assert len(people) > 300
    assert all(p["username"].startswith("sim_") and p["name"].endswith("（模拟）") for p in people)
    assert all(p["password"].startswith("!") for p in people)


def test_no_two_texts_are_alike(cities: Cities) -> None:
    assert "篇中 0 篇与别篇相同" in cities[1].said
