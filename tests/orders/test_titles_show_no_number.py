"""A number that somebody typed into a title is masked wherever the title is shown, like one in the story."""

from tests.orders.builders import PHONE, ROLLED_BACK, City, dispatched
from yihao.orders.queries import details, finding, lists
from yihao.orders.values.filters import Filter

pytestmark = ROLLED_BACK


def test_in_lists_and_on_the_page(city: City) -> None:
    order_id = dispatched(city, title=f"停水三天请回电{PHONE}").id
    shown = [
        details.order_detail(city.clerk, order_id)["title"],
        lists.order_list(city.clerk, queue="sign")["rows"][0]["title"],
        finding.page(city.clerk, Filter())["rows"][0]["title"],
    ]
    assert shown == ["停水三天请回电138****5678"] * 3
