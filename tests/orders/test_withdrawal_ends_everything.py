"""撤单: of one's own will, asked and noted; a report stays as a clue; assignments and clocks end."""

import pytest

from tests.orders.builders import ROLLED_BACK, City, dispatched, filed, signed, submitted, texts_of, waiting
from yihao.kernel import sql
from yihao.kernel.problems import Conflict, Invalid, WrongState
from yihao.orders import audit
from yihao.orders.actions.supplements import withdraw
from yihao.orders.api.offers import offers
from yihao.orders.values.states import OrderState

pytestmark = ROLLED_BACK


@pytest.mark.parametrize("open_", [submitted, waiting, dispatched, signed])
def test_from_every_open_state(city: City, open_: object) -> None:
    assert callable(open_)
    case = open_(city).withdraw()
    assert (case.state, case.running, case.appeal["state"]) == (OrderState.WITHDRAWN, set(), "withdrawn")
    assert {a["state"] for a in case.assignments} <= {"ended"}
    assert audit.verify() == []


def test_the_citizen_does_it_in_the_portal_too(city: City) -> None:
    assert dispatched(city).withdraw(city.citizen).state == OrderState.WITHDRAWN
    taken = filed(city)
    withdraw(doer=city.citizen, appeal_id=taken.appeal_id, version=None, reason="solved", willing=True)
    assert sql.row("SELECT state FROM appeal WHERE id = %s", (taken.appeal_id,)) == {"state": "withdrawn"}


def test_only_of_the_citizens_own_will(city: City) -> None:
    case = dispatched(city)
    with pytest.raises(Invalid) as refused:
        withdraw(doer=city.agent, appeal_id=case.taken.appeal_id, version=case.version, reason="solved", willing=False)
    assert [e.field for e in refused.value.errors] == ["willing"]
    assert case.state == OrderState.PENDING_SIGN


def test_a_report_cannot_be_taken_back(city: City) -> None:
    case = dispatched(city, appeal_type="report")
    for somebody in (city.agent, city.supervisor, city.citizen):
        with pytest.raises(WrongState, match="举报件不能撤单"):
            case.withdraw(somebody)
    assert "withdraw" not in [o["name"] for o in offers(city.agent, case.row)]
    taken = filed(city, appeal_type="report")
    with pytest.raises(WrongState, match="线索"):
        withdraw(doer=city.citizen, appeal_id=taken.appeal_id, version=1, reason="solved", willing=True)


def test_an_old_version_is_a_conflict(city: City) -> None:
    case = submitted(city)
    stale = case.version
    case.dispatch()
    with pytest.raises(Conflict, match="派单"):
        withdraw(doer=city.agent, appeal_id=case.taken.appeal_id, version=stale, reason="solved", willing=True)


def test_the_reason_is_kept_for_the_handlers(city: City) -> None:
    case = dispatched(city)
    withdraw(
        doer=city.agent,
        appeal_id=case.taken.appeal_id,
        version=case.version,
        reason="solved",
        willing=True,
        note=" 物业已修好 ",
    )
    assert texts_of(case, "reason") == ["物业已修好"]
