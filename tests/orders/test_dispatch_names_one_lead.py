"""派单: the catalogue suggests, the dispatcher decides; one lead, copies, only units that handle today."""

from datetime import date

import pytest

from tests.orders.builders import (
    ORDINARY,
    ROLLED_BACK,
    WATER,
    City,
    beijing,
    dispatched,
    message_texts,
    submitted,
    texts_of,
    waiting,
)
from yihao.catalogue import queries as catalogue
from yihao.kernel import sql
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Invalid
from yihao.orders.actions import dispatching
from yihao.orders.queries import details
from yihao.orders.queries.intake import suggestion
from yihao.orders.values.states import OrderState

pytestmark = ROLLED_BACK


def suggested(city: City, class_code: str, area_code: str) -> tuple[object, list[object]]:
    found = suggestion(
        city.dispatcher, class_code=class_code, area_code=area_code, appeal_type="help", urgency="normal"
    )
    return found["lead"] and found["lead"]["id"], [c["id"] for c in found["copies"]]


class TestTheSuggestion:
    def test_the_county_of_the_place(self, city: City) -> None:
        assert suggested(city, ORDINARY, "360402001") == (city.unit("JJ-360402").id, [city.unit("JJ-ZJJ").id])
        assert suggested(city, ORDINARY, "360403001")[0] == city.unit("JJ-360403").id

    def test_the_township_of_the_place_with_its_county_copied(self, city: City) -> None:
        lead, copies = suggested(city, "010403", "360402001")
        assert lead == city.unit("JJ-360402001").id
        assert copies == [city.unit("JJ-360402").id, city.unit("JJ-ZJJ").id]

    def test_the_nearer_area_wins(self, city: City) -> None:
        assert suggested(city, WATER, "360402001") == (city.unit("JJ-SWGS").id, [city.unit("JJ-360402").id])
        assert suggested(city, WATER, "360481001")[0] == city.unit("JJ-360481").id

    def test_a_dissolved_unit_is_replaced_by_its_successor(self, city: City) -> None:
        city.change_unit("JJ-SWGS", valid_to=date(2026, 3, 9), successor_id=city.unit("JJ-ZJJ").id)
        assert suggested(city, WATER, "360402001")[0] == city.unit("JJ-ZJJ").id

    def test_it_says_why_and_how_long(self, city: City) -> None:
        found = suggestion(
            city.dispatcher, class_code=WATER, area_code="360402001", appeal_type="help", urgency="normal"
        )
        assert found["why"] == "派单目录：停水 × 濂溪区"
        assert (found["limit"]["sign_words"], found["limit"]["handle_words"]) == ("30 分钟", "24 小时")
        assert found["limit"]["due"] == beijing(3, 11, 9)


class TestTheDispatch:
    def test_one_lead_and_the_copies(self, city: City) -> None:
        case = submitted(city).dispatch(copies=["JJ-ZJJ", "JJ-360403"])
        assert [(a["role"], a["state"]) for a in case.assignments] == [
            ("lead", "pending_sign"), ("copy", "informed"), ("copy", "informed"),
        ]  # fmt: skip
        assert (case.row["lead_unit_id"], case.row["lead_assignment_id"]) == (case.lead["unit_id"], case.lead["id"])

    def test_the_lead_is_not_copied_and_nobody_twice(self, city: City) -> None:
        case = submitted(city).dispatch(copies=["JJ-360402", "JJ-ZJJ", "JJ-ZJJ"])
        assert [a["role"] for a in case.assignments] == ["lead", "copy"]

    def test_what_was_suggested_and_chosen_is_kept(self, city: City) -> None:
        case = submitted(city).dispatch(lead="JJ-SWGS")
        told = sql.row(
            "SELECT payload->>'suggested_id' AS suggested, payload->>'lead_id' AS chosen FROM event"
            " WHERE kind = 'order.dispatched'"
        )
        assert told == {"suggested": str(city.unit("JJ-360402").id), "chosen": str(city.unit("JJ-SWGS").id)}
        at = catalogue.versions(city.region)
        assert case.row["catalogue_version"] == next(n for d, n in at.numbers.items() if d == "catalogue")
        timeline = details.order_detail(city.dispatcher, case.id)["timeline"]
        assert any("未采用目录推荐" in e["sentence"] for e in timeline)

    def test_the_instruction_is_for_the_handlers(self, city: City) -> None:
        case = submitted(city).dispatch(instruction=" 请先联系 ")
        assert texts_of(case, "instruction") == ["请先联系"]
        assert any(e["text"] == "请先联系" for e in details.order_detail(city.clerk, case.id)["timeline"])

    def test_units_with_a_duty_phone_are_told_without_persons(self, city: City) -> None:
        city.change_unit("JJ-360402", duty_phone="13900000000")
        city.change_unit("JJ-ZJJ", duty_phone="13900000001")
        case = submitted(city).dispatch(copies=["JJ-ZJJ"])
        [lead], [copy] = message_texts(case.id, "order_dispatched_unit"), message_texts(case.id, "order_copied_unit")
        assert case.taken.number in lead and "今天 09:30" not in lead and "明天 09:00" in lead
        assert "濂溪区" in copy
        for text in (lead, copy):
            for secret in ("张", "138", "十里大道", "漏水"):
                assert secret not in text


class TestTheUnitMustHandle:
    @pytest.mark.parametrize("code", ["JJ", "JJ-ZWB", "JJ-360402-RX"])
    def test_a_unit_that_does_not_handle_is_refused(self, city: City, code: str) -> None:
        with pytest.raises(Invalid) as refused:
            submitted(city).dispatch(lead=code)
        assert [e.field for e in refused.value.errors] == ["lead"]
        with pytest.raises(Invalid) as refused:
            submitted(city).dispatch(copies=[code])
        assert [e.field for e in refused.value.errors] == ["copies"]

    def test_an_unknown_unit_is_refused(self, city: City) -> None:
        case = submitted(city)
        with pytest.raises(Invalid):
            dispatching.dispatch(doer=city.dispatcher, order_id=case.id, version=case.version, lead_id=new_id())

    def test_a_dissolved_unit_is_refused_with_its_successor_in_the_hint(self, city: City) -> None:
        city.change_unit("JJ-XCZXJ", valid_to=date(2026, 3, 9))
        case = submitted(city)
        with pytest.raises(Invalid) as refused:
            case.dispatch(lead="JJ-XCZXJ")
        assert "乡村振兴局" in refused.value.title and "承接" in refused.value.title
        assert case.state == OrderState.PENDING_REVIEW

    def test_on_its_last_day_a_unit_still_handles(self, city: City) -> None:
        city.change_unit("JJ-XCZXJ", valid_to=date(2026, 3, 10))
        assert submitted(city).dispatch(lead="JJ-XCZXJ").state == OrderState.PENDING_SIGN

    def test_a_unit_of_tomorrow_is_refused(self, city: City) -> None:
        city.change_unit("JJ-XCZXJ", valid_from=date(2026, 3, 11))
        with pytest.raises(Invalid):
            submitted(city).dispatch(lead="JJ-XCZXJ")


class TestBackForSupplement:
    def test_it_says_what_is_missing_to_the_centre_only(self, city: City) -> None:
        case = waiting(city)
        assert texts_of(case, "asked") == ["请补充楼栋和房号"]
        assert any(e["text"] == "请补充楼栋和房号" for e in details.order_detail(city.agent, case.id)["timeline"])
        case.supplement().dispatch()
        assert "请补充楼栋和房号" not in str(details.order_detail(city.clerk, case.id))

    def test_it_must_say_what(self, city: City) -> None:
        with pytest.raises(Invalid):
            submitted(city).send_back(missing=" ")

    def test_the_citizen_can_add_it_too(self, city: City) -> None:
        case = waiting(city).supplement(city.citizen)
        assert (case.state, case.row["supplements"]) == (OrderState.PENDING_REVIEW, 1)

    def test_what_was_added_is_read_by_the_unit(self, city: City) -> None:
        case = dispatched(city).supplement(text="电话改为13900002222")
        [added] = details.order_detail(city.clerk, case.id)["supplements"]
        assert added["text"] == "电话改为139****2222"
