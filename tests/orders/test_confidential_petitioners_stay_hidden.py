"""保密件: the handling unit learns neither who it was nor how to call; every look in clear is written down."""

import pytest

from tests.orders.builders import NAME, PHONE, ROLLED_BACK, Case, City, called, dispatched, filed, form, submitted
from yihao.kernel import sql
from yihao.kernel.problems import Forbidden, Invalid, NotFound
from yihao.orders.actions import intake
from yihao.orders.actions.reveal import reveal
from yihao.orders.queries import details, lists
from yihao.orders.values.states import Secrecy
from yihao.organisation.values import Role

pytestmark = ROLLED_BACK


def looks(action: str) -> list[dict[str, object]]:
    return sql.rows(
        "SELECT account_id, unit_id, subject_id, field, reason FROM access_log WHERE action = %s", (action,)
    )


def test_the_unit_sees_stars_for_name_and_phone(city: City) -> None:
    case = dispatched(city, secrecy=Secrecy.CONFIDENTIAL)
    seen = details.order_detail(city.clerk, case.id)["petitioner"]
    assert [seen[k]["text"] for k in ("name", "phone")] == ["***", "***"]
    assert not seen["name"]["revealable"] and not seen["phone"]["revealable"]


def test_the_centre_sees_them_masked(city: City) -> None:
    case = dispatched(city, secrecy=Secrecy.CONFIDENTIAL)
    seen = details.order_detail(city.dispatcher, case.id)["petitioner"]
    assert [seen[k]["text"] for k in ("name", "phone")] == ["张**", "138****5678"]
    assert seen["phone"]["revealable"]


@pytest.mark.parametrize("field", ["name", "phone", "address", "reported_party", "content"])
def test_the_unit_can_reveal_nothing_of_a_confidential_appeal(city: City, field: str) -> None:
    case = dispatched(city, secrecy=Secrecy.CONFIDENTIAL)
    with pytest.raises(Forbidden, match="保密件"):
        reveal(doer=city.clerk, subject_type="appeal", subject_id=case.taken.appeal_id, field=field, reason="contact")
    assert looks("reveal") == []


def test_the_units_list_names_nobody(city: City) -> None:
    dispatched(city, secrecy=Secrecy.CONFIDENTIAL)
    row = lists.order_list(city.clerk, queue="sign")["rows"][0]
    assert row["petitioner"] == "***"


def test_an_open_appeal_is_revealed_to_the_unit_and_written_down(city: City) -> None:
    case = dispatched(city)
    told = reveal(
        doer=city.clerk, subject_type="appeal", subject_id=case.taken.appeal_id, field="phone", reason="contact"
    )
    assert told == PHONE
    assert looks("reveal") == [
        {"account_id": city.clerk.account_id, "unit_id": city.unit("JJ-360402").id, "subject_id": case.taken.appeal_id,
         "field": "phone", "reason": "contact"}
    ]  # fmt: skip
    kept = sql.row("SELECT order_id, actor, payload FROM event WHERE kind = 'personal.revealed'")
    assert kept is not None
    assert (kept["order_id"], kept["actor"]) == (case.id, str(city.clerk.account_id))
    assert PHONE not in str(kept["payload"]) and NAME not in str(kept["payload"])


def test_a_reveal_that_fails_leaves_no_look(city: City) -> None:
    case = submitted(city)
    with pytest.raises(NotFound):
        reveal(doer=city.clerk, subject_type="appeal", subject_id=case.taken.appeal_id, field="phone", reason="handle")
    with pytest.raises(Invalid):
        reveal(doer=city.agent, subject_type="appeal", subject_id=case.taken.appeal_id, field="number", reason="handle")
    assert looks("reveal") == []


def test_who_has_no_right_to_reveal_may_not_although_the_order_is_seen(city: City) -> None:
    case = dispatched(city)
    seen = details.order_detail(city.leader, case.id)["petitioner"]["phone"]
    assert (seen["text"], seen["revealable"]) == ("138****5678", False)
    with pytest.raises(Forbidden):
        reveal(doer=city.leader, subject_type="appeal", subject_id=case.taken.appeal_id, field="phone", reason="handle")


def test_the_number_on_the_line_is_revealed_to_the_agent_of_the_contact_only(city: City) -> None:
    contact = called(city)
    told = reveal(doer=city.agent, subject_type="contact", subject_id=contact, field="phone", reason="contact")
    assert told == PHONE
    with pytest.raises(NotFound):
        reveal(doer=city.second_agent, subject_type="contact", subject_id=contact, field="phone", reason="contact")
    assert len(looks("reveal")) == 1


def test_the_look_is_in_the_timeline_for_the_centre_only(city: City) -> None:
    case = dispatched(city)
    reveal(doer=city.clerk, subject_type="appeal", subject_id=case.taken.appeal_id, field="phone", reason="contact")
    kinds = {
        who: [e["kind"] for e in details.order_detail(getattr(city, who), case.id)["timeline"]]
        for who in ("clerk", "agent")
    }
    assert "personal.revealed" in kinds["agent"]
    assert "personal.revealed" not in kinds["clerk"]


def test_a_handling_clerk_inside_the_centre_is_not_told_either(city: City) -> None:
    """The centre handles matters about the line itself; its clerk is then the handling unit."""
    city.employ({"centre_clerk": ((Role.UNIT_CLERK, "JJ-ZX"),)})
    case = submitted(city, secrecy=Secrecy.CONFIDENTIAL).dispatch(lead="JJ-ZX")
    seen = details.order_detail(city.centre_clerk, case.id)["petitioner"]
    assert [seen[k]["text"] for k in ("name", "phone")] == ["***", "***"]


def test_a_county_that_records_and_handles_does_not_tell_its_handlers(city: City) -> None:
    case = submitted(city, by=city.county_agent, secrecy=Secrecy.CONFIDENTIAL).dispatch(by=city.county_dispatcher)
    seen = details.order_detail(city.clerk, case.id)["petitioner"]
    assert [seen[k]["text"] for k in ("name", "phone")] == ["***", "***"]


def test_what_the_citizen_filed_in_confidence_stays_so_when_an_agent_takes_it_up(city: City) -> None:
    taken = filed(city, secrecy=Secrecy.CONFIDENTIAL)
    order = intake.submit(doer=city.agent, form=form(), appeal_id=taken.appeal_id, version=1)
    assert Case(city, order).row["secrecy"] == Secrecy.CONFIDENTIAL
