"""The calls of two simulated days: what wallboard, call list and seats find is whole, and is what was dialled and answered."""

from tests.simulation.city import City

Cities = tuple[City, City]
_OF_STEPS = """
SELECT c.id, c.outcome, c.answered_at, c.closed_at, c.arrived_at,
  min(s.at) FILTER (WHERE s.kind = 'arrive') AS arrived, min(s.at) FILTER (WHERE s.kind = 'answer' AND s.role = 'seat') AS answered,
  max(s.at) FILTER (WHERE s.kind = 'close') AS closed, max(s.code) FILTER (WHERE s.kind = 'close') AS told
FROM call c LEFT JOIN call_step s ON s.call_id = c.id GROUP BY c.id
"""


def test_every_call_is_over_and_is_what_its_steps_tell(cities: Cities) -> None:
    for city in cities:
        calls = city.rows(_OF_STEPS)
        assert len(calls) > 40
        for call in calls:
            row = (call["arrived_at"], call["answered_at"], call["closed_at"], call["outcome"])
            assert row == (call["arrived"], call["answered"], call["closed"], call["told"])
            assert call["closed_at"] is not None


def test_each_call_of_an_appeal_is_a_call_of_the_line(cities: Cities) -> None:
    spoken = (
        "SELECT count(*) FROM contact k LEFT JOIN call c ON c.id::text = k.external_no AND c.contact_id = k.id"
        " AND c.answered_at = k.answered_at AND c.closed_at = k.ended_at AND c.arrived_at = k.arrived_at"
        " WHERE k.external_system = 'call' AND c.id IS NULL"
    )
    assert cities[0].value("SELECT count(*) FROM contact WHERE external_system = 'call'") > 40
    assert cities[0].value(spoken) == 0
    who = "SELECT count(*) FROM call c JOIN contact k ON k.id = c.contact_id WHERE c.account_id <> k.agent_id"
    assert cities[0].value(who) == 0


def test_numbers_are_dialled_that_were_merged(cities: Cities) -> None:
    called = {row["called"] for row in cities[0].rows("SELECT DISTINCT called FROM call")}
    assert "12345" in called and len(called) > 3


def test_the_day_reaches_a_believable_level(cities: Cities) -> None:
    said = cities[1].said
    assert "接通率" in said and "15 秒接通率" in said and "目标 95.0%" in said
    answered = "SELECT avg((answered_at IS NOT NULL)::int) FROM call WHERE entered_at IS NOT NULL"
    assert 0.8 <= cities[1].value(answered) <= 1


def test_seats_have_unbroken_spans_and_nobody_is_left_signed_on(cities: Cities) -> None:
    city = cities[0]
    assert city.value("SELECT count(*) FROM seat") > 8
    assert city.value("SELECT count(*) FROM seat WHERE signed_off IS NULL OR state <> 'off' OR call_id IS NOT NULL") == 0
    gaps = (
        "SELECT count(*) FROM (SELECT seat_id, began, lag(ended) OVER (PARTITION BY seat_id ORDER BY began, ended) AS before"
        " FROM seat_span) s WHERE before <> began"
    )
    assert city.value(gaps) == 0
    ends = (
        "SELECT count(*) FROM seat s WHERE (SELECT (min(began), max(ended)) FROM seat_span p WHERE p.seat_id = s.id)"
        " IS DISTINCT FROM (s.signed_on, s.signed_off)"
    )
    assert city.value(ends) == 0


def test_no_seat_has_two_talks_at_once(cities: Cities) -> None:
    both = (
        "SELECT count(*) FROM call a JOIN call b ON a.account_id = b.account_id AND a.id < b.id"
        " AND a.answered_at < b.answered_at AND b.answered_at < ("
        "  SELECT min(at) FROM call_step WHERE call_id = a.id AND kind = 'end' AND role = 'seat' AND at > a.answered_at)"
    )
    assert cities[0].value(both) == 0


def test_the_line_is_silent_when_people_take_over(cities: Cities) -> None:
    assert cities[0].value("SELECT count(*) FROM call WHERE closed_at IS NULL") == 0
    late = "SELECT count(*) FROM call WHERE arrived_at > (SELECT reached FROM simulation_run) - interval '30 minutes'"
    assert cities[0].value(late) == 0


def test_missed_callers_are_tasks(cities: Cities) -> None:
    missed = (
        "SELECT count(*) FROM call c WHERE outcome = 'abandoned' AND caller_index IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM callback b WHERE b.caller_index = c.caller_index)"
    )
    assert cities[0].value(missed) == 0
