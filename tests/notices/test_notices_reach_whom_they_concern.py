"""Each kind of notice reaches those it is for, once, and nobody else; whoever did it is not told of it."""

import json

from tests.notices.builders import kinds, notices, told
from tests.orders.builders import (
    BAD,
    ROLLED_BACK,
    City,
    Hands,
    closed,
    dispatched,
    doubted,
    replied,
    signed,
    submitted,
    tick,
)
from yihao.kernel import sql
from yihao.notices.rules import STALE
from yihao.orders.values.states import ClockKind

pytestmark = ROLLED_BACK


def test_who_recorded_learns_what_becomes_of_it(city: City) -> None:
    submitted(city).send_back()
    closed(city)
    doubted(city)
    told()
    assert kinds(city.agent) == ["退回补充", "办结", "不满意"]
    assert kinds(city.second_agent) == kinds(city.dispatcher) == []


def test_who_signed_is_told_and_not_the_whole_unit(city: City) -> None:
    replied(city).fail_check()
    told()
    assert kinds(city.clerk) == ["审核退回"]
    assert kinds(city.leader) == kinds(city.other_clerk) == []


def test_before_it_is_signed_the_whole_unit_is_told(city: City) -> None:
    case = dispatched(city)
    case.supplement()
    told()
    assert kinds(city.clerk) == kinds(city.leader) == ["诉求人补充"]


def test_a_redo_concerns_the_unit_with_its_leader(city: City) -> None:
    doubted(city).redo()
    told()
    assert kinds(city.leader) == ["重办"]
    assert kinds(city.clerk) == ["不满意", "重办"]
    assert "第 1 次重办" in notices(city.leader)[0]["sentence"]


def test_a_copy_reaches_its_unit(city: City) -> None:
    submitted(city).dispatch(copies=["JJ-360403"])
    told()
    assert kinds(city.other_clerk) == ["抄送"]
    assert kinds(city.clerk) == []


def test_a_bad_rating_after_the_end_reaches_both(city: City) -> None:
    closed(city).rate(BAD)
    told()
    assert kinds(city.agent)[-1] == kinds(city.clerk)[-1] == "办结后差评"


def test_lights_reach_the_unit_that_has_it(city: City, hands: Hands) -> None:
    case = signed(city)
    clock = case.clock(ClockKind.LEAD)
    tick(hands, clock["warn_at"])
    told()
    assert "办理临期" in kinds(city.clerk) and "办理临期" not in kinds(city.leader)
    tick(hands, clock["due_at"])
    told()
    assert "办理超期" in kinds(city.clerk) and "办理超期" in kinds(city.leader)
    assert notices(city.leader)[-1]["loud"]
    assert kinds(city.supervisor) == kinds(city.other_clerk) == []


def test_whoever_did_it_is_not_told(city: City) -> None:
    """The leader signs and the centre fails the check: the clerk did nothing and is not told; the leader is."""
    case = dispatched(city)
    case.sign(by=city.leader).contact(by=city.leader).reply(by=city.leader).fail_check()
    told()
    assert kinds(city.leader) == ["审核退回"]
    own = sql.rows("SELECT n.account_id FROM notice n JOIN feed f USING (position) JOIN event e ON e.id = f.event_id"
                   " WHERE e.actor = n.account_id::text")  # fmt: skip
    assert own == []


def test_an_event_read_twice_makes_one_notice(city: City) -> None:
    submitted(city).send_back()
    told()
    sql.execute("UPDATE feed_cursor SET position = 0 WHERE reader = 'notices'")
    assert told() > 0
    assert kinds(city.agent) == ["退回补充"]


def test_the_past_is_not_news(city: City, hands: Hands) -> None:
    submitted(city).send_back()
    hands.move(days=STALE.days, minutes=1)
    told()
    assert kinds(city.agent) == []


def test_a_notice_holds_nothing_personal(city: City) -> None:
    """What the table holds are ids, codes and times; the title is read by the reader's rights of the moment."""
    case = submitted(city, title="楼上漏水无人维修").send_back()
    told()
    [row] = sql.rows("SELECT * FROM notice")
    assert set(json.loads(row["facts"])) == {"text_id"}
    [shown] = notices(city.agent)
    assert shown["title"] == "楼上漏水无人维修" and shown["number"] == case.row["number"]


def test_what_is_no_longer_seen_is_no_longer_shown(city: City) -> None:
    case = submitted(city).dispatch(copies=["JJ-360403"])
    told()
    assert kinds(city.other_clerk) == ["抄送"]
    sql.execute("DELETE FROM participation WHERE order_id = %s AND capacity = 'copy'", (case.id,))
    assert kinds(city.other_clerk) == []
