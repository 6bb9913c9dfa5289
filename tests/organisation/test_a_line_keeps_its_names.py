"""更名: the line's name is data with dates; and without a region nothing pretends to be one."""

from datetime import UTC, date, datetime

import pytest

from tests.organisation.conftest import City
from yihao.kernel.clock import clock_at
from yihao.kernel.problems import NotFound
from yihao.kernel.snapshot import forget
from yihao.organisation import queries
from yihao.organisation.models import Region


def test_jiujiangs_line_was_renamed_in_november_2021(region: str) -> None:
    assert queries.line_name(region, date(2021, 10, 31))["name"] == "九江市12345市民服务热线"
    assert queries.line_name(region, date(2021, 11, 1)) == {
        "name": "九江市12345政务服务便民热线",
        "short_name": "九江市12345热线",
        "number": "12345",
        "city": "九江市",
    }


def test_the_name_changes_at_midnight_in_the_city(region: str) -> None:
    with clock_at(datetime(2021, 10, 31, 15, 59, tzinfo=UTC)):
        assert queries.line_name(region)["name"] == "九江市12345市民服务热线"
    with clock_at(datetime(2021, 10, 31, 16, 0, tzinfo=UTC)):
        assert queries.line_name(region)["name"] == "九江市12345政务服务便民热线"


def test_without_a_name_for_the_day_it_is_the_city_and_the_number(city: City) -> None:
    assert queries.line_name(city.code)["name"] == "试验市12345"


def test_today_is_the_citys(region: str) -> None:
    with clock_at(datetime(2026, 10, 8, 16, 30, tzinfo=UTC)):
        assert queries.today(region) == date(2026, 10, 9)


def test_a_region_that_was_never_loaded_is_not_found(city: City) -> None:
    with pytest.raises(NotFound, match="地区数据尚未载入"):
        queries.region("000000")


@pytest.mark.django_db
def test_before_any_pack_is_loaded_there_is_no_home() -> None:
    assert queries.home_region() == "360400"
    Region.objects.all().delete()
    forget()
    with pytest.raises(NotFound, match="地区数据尚未载入") as refusal:
        queries.home_region()
    assert "bin/yihao region load" in refusal.value.detail
