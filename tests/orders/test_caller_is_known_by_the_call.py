"""受理: of a telephone call the caller's number need not be typed, nor shown: history and appeal take it from the call."""

from dataclasses import replace

from tests.orders.builders import PHONE, ROLLED_BACK, City, form, submitted
from tests.orders.desk import Desk, as_json
from yihao.kernel import sql
from yihao.kernel.crypto import unseal
from yihao.orders.actions import contacts, intake
from yihao.orders.values.intake import Form
from yihao.orders.values.states import Channel

pytestmark = ROLLED_BACK


def without_number(given: Form, *, anonymous: bool = False) -> Form:
    return replace(given, petitioner=replace(given.petitioner, phone="", anonymous=anonymous))


def phone_of(taken: intake.Taken) -> str:
    row = sql.row("SELECT phone FROM appeal WHERE id = %s", (taken.appeal_id,))
    assert row is not None
    return unseal(row["phone"], "appeal.phone", taken.appeal_id)


def test_history_comes_with_the_call(city: City) -> None:
    before = submitted(city)
    contact = contacts.open_contact(doer=city.agent, channel=Channel.PHONE, caller_phone=PHONE)
    found = Desk(city, "agent").post("/api/callers/lookup", {"contact_id": str(contact)}).json()
    assert [b["number"] for b in found["open"]] == [before.taken.number]


def test_an_empty_number_is_the_callers(city: City) -> None:
    contact = contacts.open_contact(doer=city.agent, channel=Channel.PHONE, caller_phone=PHONE)
    taken = intake.submit(doer=city.agent, form=without_number(form()), contact_id=contact)
    assert phone_of(taken) == PHONE


def test_who_stays_anonymous_leaves_no_number(city: City) -> None:
    contact = contacts.open_contact(doer=city.agent, channel=Channel.PHONE, caller_phone=PHONE)
    taken = intake.submit(doer=city.agent, form=without_number(form(), anonymous=True), contact_id=contact)
    assert phone_of(taken) == ""


def test_a_hidden_number_has_to_be_asked_for(city: City) -> None:
    contact = contacts.open_contact(doer=city.agent, channel=Channel.PHONE)
    answer = Desk(city, "agent").post("/api/intake/submit", as_json(without_number(form()), contact), key="k")
    assert answer.status_code == 422
    assert "petitioner.phone" in answer.json()["errors"][0]["field"]


def test_nobody_else_can_look_through_my_call(city: City) -> None:
    contact = contacts.open_contact(doer=city.agent, channel=Channel.PHONE, caller_phone=PHONE)
    assert Desk(city, "clerk").post("/api/callers/lookup", {"contact_id": str(contact)}).status_code in (403, 404)
