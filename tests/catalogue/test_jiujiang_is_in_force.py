"""The pack as it stands in the database: what an order of today would get."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.test import Client

from yihao.catalogue import queries
from yihao.catalogue.values import APPEAL_TYPE_NAMES, AppealType, CalendarDay, Dictionary, Urgency
from yihao.kernel.calendar import Span, Unit
from yihao.kernel.values import Actor, Via
from yihao.organisation import actions as organisation
from yihao.organisation.models import Account
from yihao.organisation.queries import units


def test_every_dictionary_is_published(region: str) -> None:
    at = queries.versions(region)
    assert {dictionary: at.of(dictionary) for dictionary in Dictionary} == dict.fromkeys(Dictionary, 1)


def test_the_calendar_knows_the_holidays_and_the_opening_hours(region: str) -> None:
    calendar = queries.calendar(region, queries.versions(region))
    assert (calendar.day_minutes, calendar.zone) == (420, ZoneInfo("Asia/Shanghai"))
    assert 2026 in calendar.known_years
    worked = {day: calendar.is_working(date(2026, *day)) for day in ((9, 20), (9, 25), (10, 7), (10, 8), (10, 10))}
    assert worked == {(9, 20): True, (9, 25): False, (10, 7): False, (10, 8): True, (10, 10): True}
    thursday_evening = datetime(2026, 9, 24, 9, 50, tzinfo=UTC)
    due = calendar.due(thursday_evening, Span(5 * 420, working=True))
    assert due.at == datetime(2026, 10, 9, 9, 30, tzinfo=UTC)  # Friday 17:30
    assert not due.provisional


def test_a_calendar_is_kept_by_its_versions(region: str) -> None:
    at = queries.versions(region)
    assert queries.calendar(region, at) is queries.calendar(region, at)


def test_limits_of_every_type_and_urgency(region: str) -> None:
    at = queries.versions(region)
    leaf = next(c.code for c in queries.classes(region, 1).values() if c.level == 3 and not c.limit)
    for appeal_type in AppealType:
        own = queries.limit_for(region, at, class_code=leaf, appeal_type=appeal_type, urgency=Urgency.NORMAL)
        assert own.handle.unit is Unit.WORKING_DAY
        assert own.name in (APPEAL_TYPE_NAMES[appeal_type], "一般诉求")
        critical = queries.limit_for(region, at, class_code=leaf, appeal_type=appeal_type, urgency=Urgency.CRITICAL)
        assert (critical.sign.amount, critical.sign.unit) == (15, Unit.MINUTE)
    water = next(c.code for c in queries.classes(region, 1).values() if c.name == "停水")
    hours = queries.limit_for(region, at, class_code=water, appeal_type="help", urgency="normal").handle
    assert (hours.amount, hours.unit) == (24, Unit.HOUR)


def test_every_leaf_has_somebody_to_handle_it_in_county_town_and_village(region: str) -> None:
    """国办函〔2025〕66号(五): no appeal without a unit. (That it holds everywhere, the check of the pack sees.)"""
    at = queries.versions(region)
    classes = queries.classes(region, 1)
    parents = {c.parent for c in classes.values()}
    for leaf in (code for code in classes if code not in parents):
        for place in ("360402", "360403001", "360402001001"):
            advice = queries.advice(region, at, class_code=leaf, area_code=place)
            assert advice is not None, leaf
            lead = queries.resolve(region, at, advice.lead, place)
            assert lead is not None, (leaf, place, advice.lead)
            assert lead.handles


def test_paths_in_words(region: str) -> None:
    at = queries.versions(region)
    assert queries.area_path(region, at, "360403001")[0] == "浔阳区"
    assert len(queries.area_path(region, at, "360403001")) == 2
    assert queries.area_path(region, at, "unknown") == []
    water = next(c for c in queries.classes(region, 1).values() if c.name == "停水")
    assert queries.class_path(region, 1, water.code)[-1] == "停水"
    assert len(queries.class_path(region, 1, water.code)) == water.level


def test_a_form_is_offered_what_is_in_force(region: str, client: Client) -> None:
    by = Actor(region, Via.COMMAND)
    account_id, _ = organisation.make_account(by=by, username="agent", name="张三")
    Account.objects.filter(id=account_id).update(must_change_password=False)
    ended = next(u for u in units().values() if u.code == "JJ-SWGS")
    organisation.save_unit(
        by=by, region=region, code=ended.code, name=ended.name, type=ended.type, tier=ended.tier,
        parent_id=ended.parent_id, valid_from=ended.valid_from, valid_to=date(2026, 1, 1),
    )  # fmt: skip
    client.force_login(Account.objects.get(id=account_id), backend="yihao.organisation.sessions.Accounts")
    answer = client.get("/api/dictionary").json()
    assert answer["version"] == "1-1-1-1-1-1-1-1"
    assert [t["name"] for t in answer["appeal_types"]] == list(APPEAL_TYPE_NAMES.values())
    codes = {unit["code"] for unit in answer["units"]}
    assert "JJ-360403" in codes
    assert "JJ-SWGS" not in codes
    parents = {c["parent"] for c in answer["classes"]}
    assert all(c["leaf"] is (c["code"] not in parents) for c in answer["classes"])
    assert {t["code"] for t in answer["transfers"]} >= {"110", "119", "120", "122"}
    assert all(ground["reason"] for ground in answer["refusals"])


def test_the_days_of_the_calendar_are_named_in_chinese(region: str) -> None:
    days = queries._entries(region, Dictionary.CALENDAR, 1, CalendarDay).values()
    assert {day.name for day in days if day.code in ("2026-10-01", "2026-10-10")} == {"国庆节", "国庆节调休"}
    assert not [day for day in days if day.name.isascii()]
