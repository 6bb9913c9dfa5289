"""A dictionary is published whole; an order goes on reading the version that it was made with."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.catalogue.conftest import City
from tests.kernel.threads import at_once
from yihao.catalogue import queries
from yihao.catalogue.actions import remove_entry, save_entry
from yihao.catalogue.models import Entry, Version
from yihao.catalogue.values import Dictionary
from yihao.kernel import sql
from yihao.kernel.clock import clock_at
from yihao.kernel.problems import Invalid, NotFound
from yihao.kernel.snapshot import forget

NOON = datetime(2026, 10, 8, 4, tzinfo=UTC)
GROUND = {"code": "emergency", "name": "紧急求助", "reason": "请拨打 110", "channel": "110"}
OTHER = {"code": "litigation", "name": "已诉讼", "reason": "请找法院", "channel": "12368"}
CLASS = {"code": "040103", "name": "水压", "parent": "0401", "level": 3, "keywords": ["水小", "没水压"]}


def names(city: City, version: int) -> list[str]:
    return [ground.name for ground in queries.grounds(city.code, version).values()]


def test_the_first_version_is_one_and_each_change_is_the_next(city: City) -> None:
    assert city.publish(Dictionary.GROUNDS, [GROUND]) == 1
    assert city.publish(Dictionary.GROUNDS, [GROUND, OTHER]) == 2
    assert city.now.of(Dictionary.GROUNDS) == 2
    assert city.publish(Dictionary.GROUNDS, [OTHER]) == 3


def test_publishing_the_same_again_makes_no_version(city: City) -> None:
    city.publish(Dictionary.GROUNDS, [GROUND, OTHER])
    assert city.publish(Dictionary.GROUNDS, [dict(reversed(GROUND.items())), OTHER]) is None
    assert save_entry(by=city.by, dictionary=Dictionary.GROUNDS, body=OTHER) is None
    assert city.now.of(Dictionary.GROUNDS) == 1
    assert Version.objects.filter(region=city.code, dictionary="grounds").count() == 1


def test_an_old_version_still_reads_as_it_was(city: City) -> None:
    city.publish(Dictionary.GROUNDS, [GROUND, OTHER])
    made_with = city.now
    save_entry(by=city.by, dictionary=Dictionary.GROUNDS, body=GROUND | {"name": "改名"})
    remove_entry(by=city.by, dictionary=Dictionary.GROUNDS, code="litigation")
    assert names(city, made_with.of(Dictionary.GROUNDS)) == ["紧急求助", "已诉讼"]
    assert names(city, 2) == ["改名", "已诉讼"]
    assert names(city, city.now.of(Dictionary.GROUNDS)) == ["改名"]
    forget()
    queries._read.cache_clear()
    assert names(city, 1) == ["紧急求助", "已诉讼"]


def test_dictionaries_and_cities_count_for_themselves(city: City, region: str) -> None:
    city.publish(Dictionary.GROUNDS, [GROUND])
    assert (city.now.of(Dictionary.GROUNDS), city.now.of(Dictionary.CLASSES)) == (1, 1)
    assert len(queries.grounds(region, queries.versions(region).of(Dictionary.GROUNDS))) > 1


def test_what_was_never_published_is_version_nought_and_cannot_be_read(city: City) -> None:
    assert city.now.of(Dictionary.LIMITS) == 0
    for version in (0, 1):
        with pytest.raises(NotFound, match="字典尚未发布"):
            queries.limits(city.code, version)


def test_a_version_may_come_into_force_later(city: City) -> None:
    with clock_at(NOON):
        city.publish(Dictionary.GROUNDS, [GROUND])
        city.publish(Dictionary.GROUNDS, [OTHER], effective_from=NOON + timedelta(days=30))
        assert city.now.of(Dictionary.GROUNDS) == 1
    assert queries.versions(city.code, NOON - timedelta(seconds=1)).of(Dictionary.GROUNDS) == 0
    assert queries.versions(city.code, NOON + timedelta(days=30)).of(Dictionary.GROUNDS) == 2
    assert names(city, 2) == ["已诉讼"]  # to be read beforehand


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-50, 50), min_size=1, max_size=6), st.integers(-60, 60))
def test_in_force_is_what_came_into_force_last(city: City, hours: list[int], at: int) -> None:
    from django.db import transaction

    undo = transaction.savepoint()
    for number, hour in enumerate(hours, 1):
        body = GROUND | {"name": f"第 {number} 版"}
        assert city.publish(Dictionary.GROUNDS, [body], effective_from=NOON + timedelta(hours=hour)) == number
    began = [(hour, number) for number, hour in enumerate(hours, 1) if hour <= at]
    found = queries.versions(city.code, NOON + timedelta(hours=at)).of(Dictionary.GROUNDS)
    assert found == (max(began)[1] if began else 0)
    transaction.savepoint_rollback(undo)
    forget()


def test_the_ledger_says_that_a_version_was_published(city: City) -> None:
    with clock_at(NOON):
        city.publish(Dictionary.GROUNDS, [GROUND, OTHER])
    version = Version.objects.get(region=city.code, dictionary="grounds")
    (event,) = sql.rows("SELECT kind, payload, version, region FROM event WHERE subject_id = %s", (version.id,))
    assert json.loads(event["payload"]) == {
        "dictionary": "grounds",
        "version": 1,
        "effective_from": NOON.isoformat(),
        "digest": version.digest,
        "entries": 2,
    }
    assert (event["kind"], event["version"], event["region"]) == ("dictionary.published", 1, city.code)


def test_entries_come_back_as_their_type(city: City) -> None:
    city.publish(Dictionary.CLASSES, [CLASS])
    rule = {"code": "1", "class_code": "04", "area": "", "lead": "A", "copies": ["B"], "valid_from": "2026-01-01"}
    city.publish(Dictionary.CATALOGUE, [rule | {"valid_to": None}])
    (found,) = queries.classes(city.code, 2).values()
    assert (found.keywords, found.default_unit) == (("水小", "没水压"), "")
    (read,) = queries._entries(city.code, Dictionary.CATALOGUE, 1, object).values()
    assert (read.copies, read.valid_from, read.valid_to) == (("B",), date(2026, 1, 1), None)  # type: ignore[attr-defined]


def test_a_field_that_a_later_release_left_out_does_not_stop_an_old_version(city: City) -> None:
    city.publish(Dictionary.GROUNDS, [GROUND | {"of_old": 1}])
    assert names(city, 1) == ["紧急求助"]


def test_an_entry_that_is_added_or_taken_out(city: City) -> None:
    city.publish(Dictionary.GROUNDS, [GROUND])
    assert save_entry(by=city.by, dictionary=Dictionary.GROUNDS, body=OTHER) == 2
    assert Entry.objects.filter(region=city.code, dictionary="grounds").count() == 2
    assert remove_entry(by=city.by, dictionary=Dictionary.GROUNDS, code="emergency") == 3
    assert remove_entry(by=city.by, dictionary=Dictionary.GROUNDS, code="emergency") is None
    assert names(city, 3) == ["已诉讼"]


_LIMIT = {
    "code": "own", "name": "专用", "urgency": "", "appeal_type": "", "sign_amount": 1, "sign_unit": "working_day",
    "handle_amount": 5, "handle_unit": "working_day",
}  # fmt: skip


@pytest.mark.parametrize(
    ("dictionary", "body", "says"),
    [
        (Dictionary.GROUNDS, GROUND | {"colour": "red", "size": 1}, "不予受理情形没有这些字段：colour、size"),
        (Dictionary.GROUNDS, {"code": "x", "name": "y"}, "不予受理情形的条目缺少必填字段"),
        (Dictionary.GROUNDS, GROUND | {"code": ""}, "代码不能为空"),
        # What can be typed into the administrators' form, and would stop every order at once:
        (Dictionary.CALENDAR, {"code": "国庆节", "kind": "rest"}, "工作日历"),
        (Dictionary.CALENDAR, {"code": "2026-02-30", "kind": "rest"}, "工作日历"),
        (Dictionary.CALENDAR, {"code": "2026-10-01", "kind": "holiday"}, "工作日历"),
        (Dictionary.CALENDAR, {"code": "2026-10-01", "kind": "year"}, "工作日历"),
        (Dictionary.LIMITS, _LIMIT | {"handle_unit": "week"}, "办理时限"),
        (Dictionary.LIMITS, _LIMIT | {"sign_unit": ""}, "办理时限"),
        (Dictionary.LIMITS, _LIMIT | {"contact_amount": 2, "contact_unit": ""}, "办理时限"),
        (
            Dictionary.CATALOGUE,
            {"code": "1", "class_code": "04", "area": "", "lead": "A", "valid_from": "明天"},
            "派单目录",
        ),
    ],
)
def test_an_entry_that_nothing_can_read_is_refused_before_it_is_published(
    city: City, dictionary: Dictionary, body: dict[str, Any], says: str
) -> None:
    with pytest.raises(Invalid, match=says):
        save_entry(by=city.by, dictionary=dictionary, body=body)
    assert city.now.of(dictionary) == 0


@pytest.mark.parametrize(
    "windows",
    [
        ["8点-12点"],
        ["08:30"],
        [],
        ["12:00-08:30"],
        ["14:00-17:30", "08:30-12:00"],  # every deadline would be walked in the wrong order
        ["08:30-12:00", "11:00-17:30"],  # an hour would count twice
    ],
)
def test_opening_hours_that_cannot_be_are_refused(city: City, region: str, windows: list[str]) -> None:
    good = Version.objects.get(region=region, dictionary="policy", number=1).body[0]
    assert save_entry(by=city.by, dictionary=Dictionary.POLICY, body=good) == 1
    with pytest.raises(Invalid, match="运行参数"):
        save_entry(by=city.by, dictionary=Dictionary.POLICY, body=good | {"windows": windows})
    assert city.now.of(Dictionary.POLICY) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_give_different_numbers(city: City) -> None:
    def publish(name: str) -> int | None:
        return save_entry(by=city.by, dictionary=Dictionary.GROUNDS, body=GROUND | {"code": name, "name": name})

    numbers = at_once(*[lambda name=name: publish(name) for name in "abcd"])
    assert sorted(number or 0 for number in numbers) == [1, 2, 3, 4]
    assert sorted(names(city, 4)) == list("abcd")
