"""Saving a number through the action: refused with the reason, or written with its events (方案 三(一))."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from yihao.app.region.load import load_pack
from yihao.hotlines import queries
from yihao.hotlines.actions import save_hotline, save_rules
from yihao.hotlines.jobs import flip_due
from yihao.hotlines.rules.register import planned_merge
from yihao.hotlines.values import Approval, HotlineFact, Mode, Period, Stage
from yihao.kernel import sql
from yihao.kernel.problems import Conflict, Invalid
from yihao.kernel.snapshot import forget
from yihao.kernel.values import Actor, Via

APPROVAL = Approval(
    document="九府办函〔2026〕1号", authority="九江市人民政府", approved_on=date(2026, 1, 5), reason="供热服务并入"
)
NEW = HotlineFact(
    number="8222333", name="供热服务热线", mode=Mode.FULL_MERGE, owner="JJ-CGJ", legal_basis="九府办函〔2026〕1号",
    periods=planned_merge(date(2026, 12, 1), 1),
)  # fmt: skip


@pytest.fixture
def by(region: str) -> Actor:
    return Actor(region, Via.DESK)


def known(region: str, number: str) -> HotlineFact:
    forget()
    found = queries.hotline_of(region, number)
    assert found is not None
    return found


def kinds(number: str) -> list[str]:
    found = sql.rows("SELECT kind, payload FROM event WHERE subject_type = 'hotline' ORDER BY recorded_at, id")
    return [e["kind"] for e in found if json.loads(e["payload"])["number"] == number]


def test_a_new_number_needs_its_approval(region: str, by: Actor) -> None:
    with pytest.raises(Invalid, match="不得新设"):
        save_hotline(by=by, hotline=NEW)
    save_hotline(by=by, hotline=NEW, approval=APPROVAL)
    assert replace(known(region, "8222333"), id=None) == NEW
    assert kinds("8222333") == ["hotline.approved", "hotline.saved", "hotline.planned"]


def test_a_cancelled_number_is_not_opened_again_without_approval(region: str, by: Actor) -> None:
    old = known(region, "12318")
    merged = replace(old.periods[-1], end=date(2026, 12, 31))
    again = Period(stage=Stage.DUAL, start=date(2027, 1, 1), seats_in=True, skill="general", basis="x")
    wanted = replace(old, mode=Mode.DUAL_NUMBER, periods=(old.periods[0], merged, again))
    with pytest.raises(Invalid, match="不再恢复"):
        save_hotline(by=by, hotline=wanted)
    save_hotline(by=by, hotline=wanted, approval=APPROVAL)
    assert known(region, "12318").periods[-1].stage is Stage.DUAL


def test_each_reason_stands_at_its_field(region: str, by: Actor) -> None:
    wrong = replace(
        NEW, number="119", owner="JJ-NONE", periods=(NEW.periods[0], replace(NEW.periods[1], start=date(2026, 12, 20)))
    )
    with pytest.raises(Invalid) as refused:
        save_hotline(by=by, hotline=wrong, approval=APPROVAL)
    assert {e.field for e in refused.value.errors} == {"number", "owner", "periods.1.start", "periods.1.after"}


def test_a_stale_version_is_told(region: str, by: Actor) -> None:
    with pytest.raises(Conflict):
        save_hotline(by=by, hotline=replace(known(region, "12318"), note="x"), version=0)


def test_saving_the_same_writes_nothing(region: str, by: Actor) -> None:
    before = len(sql.rows("SELECT 1 FROM event"))
    save_hotline(by=by, hotline=known(region, "12318"))
    assert len(sql.rows("SELECT 1 FROM event")) == before


def test_the_pack_leaves_alone_what_a_person_changed(region: str, by: Actor) -> None:
    from tests.region_fixture import JIUJIANG

    save_hotline(by=by, hotline=replace(known(region, "12318"), note="市里已核定"))
    load_pack(JIUJIANG)
    assert known(region, "12318").note == "市里已核定"


def test_the_pack_does_not_take_away_what_a_number_uses(region: str, by: Actor) -> None:
    old = known(region, "12318")
    save_hotline(by=by, hotline=replace(old, periods=(old.periods[0], replace(old.periods[1], skill="dialect"))))
    here = queries.plan(region)
    others = [s for s in here.skills.values() if s.code != "dialect"]
    with pytest.raises(Invalid, match="12318 仍在使用 dialect"):
        save_rules(by=by, emergency=here.emergency, transition_months=1, skills=others, menus=here.menus.values())


def test_a_county_hotline_and_one_that_is_retained(region: str, by: Actor) -> None:
    """方案 二(一): 各县（市、区）设立的专线; 方案 四: 除国家和省要求保留的外."""
    county = replace(NEW, number="4222333", area="360423", owner="JJ-360423")
    save_hotline(by=by, hotline=county, approval=APPROVAL)
    assert known(region, "4222333").area == "360423"
    kept = replace(
        NEW,
        number="12339",
        mode=Mode.RETAINED,
        retained_by="国家有关规定",
        periods=(Period(stage=Stage.RETAINED, start=date(2026, 1, 1)),),
    )
    with pytest.raises(Invalid, match="依据"):
        save_hotline(by=by, hotline=replace(kept, retained_by=""), approval=APPROVAL)
    save_hotline(by=by, hotline=kept, approval=APPROVAL)
    forget()
    found = queries.route(region, "12339", datetime(2026, 2, 1, tzinfo=UTC))
    assert (found.status, found.lands_on, found.steps[0].target) == ("retained", "12339", "JJ-CGJ")


def test_a_period_that_has_begun_does_not_begin_again(region: str, by: Actor) -> None:
    flip_due()
    old = known(region, "12318")
    save_hotline(by=by, hotline=replace(old, periods=(old.periods[0], replace(old.periods[1], basis="核定"))))
    assert flip_due() == 0
