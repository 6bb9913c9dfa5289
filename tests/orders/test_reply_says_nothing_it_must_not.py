"""答复: contact before reply; nobody's number in what becomes public; the inside stays inside; one's own files only."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.orders.builders import (
    ROLLED_BACK,
    City,
    Hands,
    dispatched,
    doubted,
    message_texts,
    replied,
    signed,
    submitted,
    texts_of,
)
from yihao.kernel import files, sql
from yihao.kernel.problems import Invalid, WrongState
from yihao.orders import audit
from yihao.orders.queries import details
from yihao.orders.rules.reply import exposed_numbers
from yihao.orders.values.states import OrderState
from yihao.organisation import queries as organisation
from yihao.organisation.values import Viewer

PDF = b"%PDF-1.4 an answer"


@ROLLED_BACK
class TestContactFirst:
    def test_no_reply_before_a_contact(self, city: City) -> None:
        case = signed(city)
        with pytest.raises(WrongState, match="先登记与诉求人的联系"):
            case.reply()
        assert case.contact().reply().state == OrderState.PENDING_CHECK

    def test_a_contact_in_vain_needs_its_reason(self, city: City) -> None:
        case = signed(city)
        for reason in ("", "no time"):
            with pytest.raises(Invalid) as refused:
                case.contact(reached=False, reason=reason)
            assert [e.field for e in refused.value.errors] == ["reason"]
        assert case.contact(reached=False, reason="no_answer").reply().state == OrderState.PENDING_CHECK

    def test_not_before_the_dispatch_and_not_in_the_future(self, city: City, hands: Hands) -> None:
        hands.move(hours=1)
        case = signed(city)
        for at in (hands.now - timedelta(seconds=1), hands.now + timedelta(minutes=6)):
            with pytest.raises(Invalid) as refused:
                case.contact(at=at)
            assert [e.field for e in refused.value.errors] == ["contacted_at"]
        assert case.lead["contacted_at"] is None

    def test_the_first_contact_stops_its_clock(self, city: City) -> None:
        case = signed(city)
        assert "contact" in case.running
        case.contact()
        assert "contact" not in case.running
        assert audit.verify() == []

    def test_after_a_redo_the_citizen_is_contacted_again(self, city: City) -> None:
        case = doubted(city).redo()
        with pytest.raises(WrongState, match="先登记"):
            case.reply()


NUMBERS = ["13812345678", "138 1234 5678", "138-1234-5678", "360402199001011234", "36040219900101123X"]


@ROLLED_BACK
@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_in_the_public_reply_is_refused_without_repeating_it(city: City, number: str) -> None:
    case = signed(city).contact()
    with pytest.raises(Invalid) as refused:
        case.reply(public=f"请联系王师傅（{number}）维修。")
    said = str(refused.value.body())
    assert [e.field for e in refused.value.errors] == ["public_reply"]
    assert number not in said and number[3:8] not in said
    assert (case.state, texts_of(case, "public_reply")) == (OrderState.IN_PROGRESS, [])


@given(st.text(alphabet="已安排维修，三日内完成。请于3月12日上午9点到502室", max_size=40))
def test_ordinary_sentences_pass(text: str) -> None:
    assert exposed_numbers(text) == []


@given(
    st.text(alphabet="已安排，（）：:", max_size=10),
    st.sampled_from(NUMBERS),
    st.text(alphabet="维修。、） ", max_size=10),
)
def test_a_number_anywhere_is_found_and_never_told_whole(before: str, number: str, after: str) -> None:
    [found] = exposed_numbers(before + number + after)
    assert found == f"{number[:3]}…"


@pytest.mark.parametrize("harmless", ["12345", "0792-8123456", "工单3604002603100000012", "2026-03-10 09:00"])
def test_what_is_nobodys_number_passes(harmless: str) -> None:
    assert exposed_numbers(f"请拨{harmless}。") == []


@ROLLED_BACK
def test_the_reply_must_be_written(city: City) -> None:
    for empty in ("", "  "):
        with pytest.raises(Invalid) as refused:
            signed(city).contact().reply(public=empty)
        assert [e.field for e in refused.value.errors] == ["public_reply"]


@ROLLED_BACK
def test_the_internal_note_is_read_by_handlers_and_never_by_the_citizen(city: City) -> None:
    case = signed(city).contact().reply(internal_note="施工队资质不足，另行约谈")
    for viewer in (city.clerk, city.dispatcher):
        told = [e for e in details.order_detail(viewer, case.id)["timeline"] if e["kind"] == "assignment.replied"]
        assert [e["tone"] for e in told] == ["public", "internal"]
    [kept] = sql.rows("SELECT audience FROM appeal_text WHERE kind = 'internal'")
    assert kept["audience"] == "handlers"


def kept_file(viewer: Viewer) -> object:
    return files.keep(name="答复.pdf", body=PDF, by=organisation.actor(viewer, None), owner=str(viewer.account_id))


@ROLLED_BACK
class TestAttachments:
    def test_ones_own_file_is_attached_once(self, city: City) -> None:
        mine = kept_file(city.clerk)
        case = signed(city).contact().reply(files=[mine])
        [shown] = details.order_detail(city.dispatcher, case.id)["attachments"]
        assert shown["name"] == "答复.pdf"
        case.fail_check()
        with pytest.raises(Invalid) as refused:
            case.reply(files=[mine])
        assert [e.field for e in refused.value.errors] == ["attachments"]

    def test_somebody_elses_is_refused_and_nothing_is_kept(self, city: City) -> None:
        case = signed(city).contact()
        with pytest.raises(Invalid) as refused:
            case.reply(files=[kept_file(city.leader)])
        assert [e.field for e in refused.value.errors] == ["attachments"]
        assert (case.state, texts_of(case, "public_reply")) == (OrderState.IN_PROGRESS, [])

    def test_nine_at_most(self, city: City) -> None:
        case = signed(city).contact()
        with pytest.raises(Invalid, match="最多 9 个"):
            case.reply(files=[kept_file(city.clerk) for _ in range(10)])


@ROLLED_BACK
class TestTheCheck:
    def test_the_defects_must_be_written_and_are_read_by_the_unit(self, city: City) -> None:
        case = replied(city)
        with pytest.raises(Invalid):
            case.fail_check(defects=" ")
        case.fail_check(defects="请写清楚完成时间")
        assert any(e["text"] == "请写清楚完成时间" for e in details.order_detail(city.clerk, case.id)["timeline"])

    def test_it_counts_and_stays_in_the_round(self, city: City) -> None:
        case = replied(city).fail_check().reply().fail_check()
        assert (case.row["check_failures"], case.row["round"], case.row["result"]) == (2, 0, "")

    def test_the_citizen_hears_of_the_reply_after_the_check_only(self, city: City) -> None:
        case = replied(city)
        assert message_texts(case.taken.appeal_id, "order_replied") == []
        case.pass_check()
        assert len(message_texts(case.taken.appeal_id, "order_replied")) == 1


@ROLLED_BACK
def test_the_unit_reads_neither_the_visits_nor_what_is_the_centres(city: City) -> None:
    case = submitted(city).send_back(missing="请补充楼栋").supplement().dispatch().handled().ring()
    unit, centre = (details.order_detail(viewer, case.id) for viewer in (city.clerk, city.caller_back))
    kinds = {e["kind"] for e in centre["timeline"]} - {e["kind"] for e in unit["timeline"]}
    assert kinds == {"order.sent_back", "visit.attempted"}
    assert "请补充楼栋" in str(centre) and "请补充楼栋" not in str(unit)
    assert "次回访" in str(centre) and "次回访" not in str(unit)


@ROLLED_BACK
def test_a_number_dictated_into_the_story_is_masked(city: City) -> None:
    case = dispatched(city, content="请打13900002222找老王，身份证360402199001011234。")
    shown = details.order_detail(city.clerk, case.id)
    assert "13900002222" not in str(shown) and "360402199001011234" not in str(shown)
    assert shown["content_masked"]


@ROLLED_BACK
def test_a_clerk_of_the_county_reads_nothing_that_is_its_desks(city: City) -> None:
    """A county that recorded the appeal itself: its handling clerk is a handler, not the desk."""
    case = submitted(city, by=city.county_agent).send_back(by=city.county_dispatcher, missing="请补充楼栋")
    case.supplement(city.county_agent).dispatch(by=city.county_dispatcher)
    assert "请补充楼栋" not in str(details.order_detail(city.clerk, case.id))
