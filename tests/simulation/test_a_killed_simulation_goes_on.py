"""`kill -9` at any moment: the same command goes on where it was, and what comes of it is what one go makes."""

import subprocess

from tests.simulation.city import ARGUMENTS, City

Cities = tuple[City, City]


def test_it_says_where_it_goes_on(cities: Cities) -> None:
    assert "接着上次的进度" in cities[0].said
    assert "模拟完成" in cities[0].said


def test_the_same_events_in_the_same_order(cities: Cities) -> None:
    killed, whole = (city.told for city in cities)
    assert killed["in_order"] and whole["in_order"]
    assert len(whole["events"]) > 400
    assert killed["events"] == whole["events"]


def test_the_same_texts(cities: Cities) -> None:
    killed, whole = (city.told for city in cities)
    assert len(whole["texts"]) > 150
    assert killed["texts"] == whole["texts"]
    assert killed["titles"] == whole["titles"]


def test_each_appeal_once(cities: Cities) -> None:
    killed = cities[0]
    assert killed.value("SELECT count(*) FROM simulated") >= killed.value("SELECT count(*) FROM contact") > 40
    assert killed.value("SELECT count(*) - count(DISTINCT contact_id) FROM simulated WHERE contact_id IS NOT NULL") == 0
    spoken = "SELECT count(*) FROM contact k LEFT JOIN simulated s ON s.contact_id = k.id WHERE external_system = 'call'"
    assert killed.value(f"{spoken} AND s.number IS NULL") == 0
    taken = "state NOT IN ('draft', 'abandoned')"
    numbers = f"SELECT count(*) - count(DISTINCT number) FROM appeal WHERE {taken}"
    assert killed.value(numbers) == 0


def test_once_done_it_does_nothing_more(cities: Cities) -> None:
    whole = cities[1]
    before = whole.value("SELECT position FROM feed_head")
    assert "早已完成" in whole.finish(whole.start())
    assert whole.value("SELECT position FROM feed_head") == before


def test_other_arguments_are_refused(cities: Cities) -> None:
    with cities[1].start("yihao.cli", "simulate", *ARGUMENTS[:2], "--seed", "8") as process:
        told = process.communicate(timeout=60)[0]
    assert process.returncode != 0
    assert "--seed 7" in told and "YIHAO_DATA" in told


def test_a_killed_one_that_others_worked_on_is_refused(cities: Cities) -> None:
    """Somebody started the software in between: its clock is the real one."""
    whole = cities[1]
    whole.rows("UPDATE simulation_run SET finished_at = NULL, reached = reached - interval '1 hour' RETURNING 1")
    process: subprocess.Popen[str]
    with whole.start() as process:
        told = process.communicate(timeout=60)[0]
    whole.rows("UPDATE simulation_run SET finished_at = reached, reached = reached + interval '1 hour' RETURNING 1")
    assert process.returncode != 0
    assert "不能接着模拟" in told
