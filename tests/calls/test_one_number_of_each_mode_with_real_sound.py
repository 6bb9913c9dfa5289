"""What a caller of each sort of number meets, by telephone: the same route as the preview tells (领域档案 10-1, 10-2, 10-4)."""

import time

from tests.calls.line import Desks, Line
from tests.telephone import until
from yihao.calls.telephones.remote import RemoteTelephone
from yihao.kernel import snapshot

CITIZEN, AGENT = 1000, 440


def last_call(line: Line, called: str) -> dict[str, object]:
    """The latest call of a number, once it is over."""
    return until(
        lambda: next(
            iter(
                line.rows(
                    "SELECT * FROM call WHERE called = %s AND closed_at IS NOT NULL ORDER BY arrived_at DESC LIMIT 1",
                    called,
                )
            ),
            None,
        ),
        30,
    )


def steps(line: Line, call: dict[str, object]) -> list[str]:
    return [
        s["code"]
        for s in line.rows("SELECT code, kind FROM call_step WHERE call_id = %s ORDER BY at, id", call["id"])
        if s["kind"] in ("say", "menu", "key", "queue")
    ]


def test_a_cancelled_five_digit_number_lands_on_the_line(line: Line, desks: Desks, citizen: RemoteTelephone) -> None:
    agent = desks("agent").ready()
    call = citizen.dial("12318", CITIZEN)
    agent.takes(AGENT)
    call.hears(AGENT)
    shown = agent.call
    assert (shown["called"], shown["called_name"]) == ("12318", "文化市场举报电话"), "the agent sees 原拨 12318"
    call.hang_up()
    assert steps(line, last_call(line, "12318")) == ["number_closed", "general"]


def test_in_its_transition_it_says_the_plans_sentence_and_hangs_up(line: Line, citizen: RemoteTelephone) -> None:
    line.rows(
        "UPDATE hotline_period p SET stage = 'transition', \"then\" = 'hang_up', valid_from = current_date - 5, valid_to = NULL"
        " FROM hotline h WHERE h.id = p.hotline_id AND h.number = '12301' AND p.valid_to IS NULL"
    )
    until(lambda: _preview(line, "12301")[-1] == "hang_up")
    time.sleep(snapshot.SECONDS)  # the switchboard's own snapshot of the register may be so much older than the web's
    call = citizen.dial("12301", CITIZEN)
    call.until("ended", 25)
    over = last_call(line, "12301")
    assert over["outcome"] == "informed" and steps(line, over) == ["merged_number"]


def test_a_released_seven_digit_number_takes_no_complaints(line: Line, citizen: RemoteTelephone) -> None:
    citizen.dial("8222119", CITIZEN).until("ended", 25)
    over = last_call(line, "8222119")
    assert over["outcome"] == "informed" and steps(line, over) == ["number_released"]


def test_a_dual_number_whose_experts_are_off_duty_reaches_the_line_at_once(
    line: Line, desks: Desks, citizen: RemoteTelephone
) -> None:
    agent = desks("agent").ready()
    call = citizen.dial("12333", CITIZEN)
    agent.takes(AGENT)
    call.hears(AGENT)
    assert agent.call["called"] == "12333" and agent.call["skill_name"] == "人社专家座席"
    call.hang_up()
    over = last_call(line, "12333")
    waited = over["answered_at"] - over["entered_at"]  # type: ignore[operator]
    assert waited.total_seconds() < 5


def test_a_menu_leads_to_a_person_by_one_key(line: Line, desks: Desks, citizen: RemoteTelephone) -> None:
    agent = desks("agent").ready()
    call = citizen.dial("12315", CITIZEN)
    until(lambda: line.rows("SELECT 1 FROM call WHERE called = '12315' AND phase = 'menu'"), 25)
    call.press("0")
    agent.takes(AGENT)
    call.hears(AGENT)
    call.hang_up()
    assert "0" in steps(line, last_call(line, "12315"))


def test_the_sub_centre_answers_at_its_own_seats(line: Line, desks: Desks, citizen: RemoteTelephone) -> None:
    tax = desks("seat_12366").ready()
    desks("agent").ready()
    call = citizen.dial("12366", CITIZEN)
    tax.takes(AGENT)
    call.hears(AGENT)
    shown = tax.call
    assert shown["called"] == "12366"
    contact = tax.person.get(f"/api/contacts/{shown['contact_id']}").json()
    assert contact["called_number"] == "12366"
    call.hang_up()


def test_two_numbers_of_one_hotline_share_their_queue(line: Line, desks: Desks, citizen: RemoteTelephone) -> None:
    agent = desks("agent").ready()
    for number in ("8121135", "8586309"):
        call = citizen.dial(number, CITIZEN)
        agent.takes(AGENT)
        call.hears(AGENT)
        assert (agent.call["called"], agent.call["skill_name"]) == (number, "医疗保障座席")
        call.hang_up()
        last_call(line, number)
        agent.ready()


def _preview(line: Line, number: str) -> list[str]:
    answer = line.person("supervisor").get(f"/api/hotlines/preview?number={number}").json()
    return [step["do"] for step in answer["steps"]]
