"""受理: an appeal ends answered, refused, transferred, or as a work order; each with number and query code."""

import re
from dataclasses import replace
from typing import Any

import pytest

from tests.orders.builders import (
    NAME,
    PHONE,
    ROLLED_BACK,
    City,
    Hands,
    called,
    filed,
    form,
    message_texts,
    submitted,
)
from yihao.kernel import numbers, sql
from yihao.kernel.crypto import unseal
from yihao.kernel.problems import Conflict, Invalid, NotFound, WrongState
from yihao.orders import audit
from yihao.orders.actions import contacts, intake
from yihao.orders.actions.supplements import withdraw
from yihao.orders.queries import details
from yihao.orders.queries import intake as queries
from yihao.orders.values.states import AppealState, Channel, OrderState

pytestmark = ROLLED_BACK


def appeal(taken: intake.Taken) -> dict[str, Any]:
    found = sql.row("SELECT * FROM appeal WHERE id = %s", (taken.appeal_id,))
    assert found is not None
    return found


def texts(taken: intake.Taken) -> dict[str, str]:
    found = sql.rows("SELECT id, kind, body FROM appeal_text WHERE appeal_id = %s", (taken.appeal_id,))
    return {t["kind"]: unseal(t["body"], "appeal_text.body", t["id"]) for t in found}


class TestAWorkOrder:
    def test_it_has_a_number_and_a_query_code(self, city: City) -> None:
        taken = intake.submit(doer=city.agent, form=form())
        assert numbers.is_number(taken.number)
        assert taken.number.startswith("360400260310")
        assert re.fullmatch(r"\d{6}", taken.query_code)
        assert taken.state == AppealState.SUBMITTED

    def test_appeal_and_order_carry_the_same_number(self, city: City) -> None:
        case = submitted(city)
        assert case.row["number"] == case.appeal["number"] == case.taken.number

    def test_the_query_code_is_kept_sealed(self, city: City) -> None:
        case = submitted(city)
        assert case.taken.query_code.encode() not in bytes(case.appeal["query_code"])
        assert unseal(case.appeal["query_code"], "appeal.query_code", case.taken.appeal_id) == case.taken.query_code

    def test_nothing_personal_stands_in_clear(self, city: City) -> None:
        case = submitted(city, reported_party="某某物业公司", wanted="尽快维修")
        everything = "".join(
            str([bytes(v) if isinstance(v, memoryview) else v for v in row.values()])
            for table in ("appeal", "contact", "appeal_text", "reported_party", "message", "event", "petitioner_phone")
            for row in sql.rows(f"SELECT * FROM {table}")
        )
        for secret in (PHONE, NAME, "88号", "漏水", "物业公司", "尽快维修", case.taken.query_code + "，"):
            assert secret not in everything
            assert str(secret.encode())[2:-1] not in everything

    def test_the_citizen_is_told_number_code_and_deadline(self, city: City) -> None:
        case = submitted(city)
        [text] = message_texts(case.taken.appeal_id, "appeal_received")
        assert case.taken.number in text and case.taken.query_code in text
        assert "3月17日 周二 09:00" in text

    def test_a_landline_gets_no_text_message(self, city: City) -> None:
        case = submitted(city, phone="0792-8123456")
        assert message_texts(case.taken.appeal_id, "appeal_received") == []

    def test_it_is_recorded_at_the_contact_that_is_open(self, city: City) -> None:
        contact = called(city)
        taken = intake.submit(doer=city.agent, form=form(), contact_id=contact)
        assert appeal(taken)["contact_id"] == contact
        assert queries.my_contacts(city.agent) == []

    def test_a_contact_ends_once(self, city: City) -> None:
        contact = called(city)
        intake.submit(doer=city.agent, form=form(), contact_id=contact)
        for end in (
            lambda: intake.submit(doer=city.agent, form=form(), contact_id=contact),
            lambda: intake.answer(doer=city.agent, form=form(), answer="已答复", contact_id=contact),
            lambda: contacts.abandon(doer=city.agent, contact_id=contact, reason="dropped"),
        ):
            with pytest.raises(Conflict, match="已经办结"):
                end()
        assert len(sql.rows("SELECT 1 FROM work_order")) == 1

    def test_a_letter_needs_no_contact_before(self, city: City) -> None:
        taken = intake.submit(doer=city.agent, form=form(), channel=Channel.LETTER)
        assert appeal(taken)["channel"] == Channel.LETTER
        assert audit.verify() == []

    def test_an_unfinished_draft_is_not_ended_by_its_appeal(self, city: City) -> None:
        """What is being recorded at a contact has no words yet; it ends through the contact."""
        called(city)
        draft = sql.row("SELECT id, version FROM appeal WHERE state = 'draft'")
        assert draft is not None
        with pytest.raises(NotFound):
            intake.submit(doer=city.agent, form=form(), appeal_id=draft["id"], version=draft["version"])


class TestTheAnswerOnTheLine:
    def test_it_ends_without_an_order(self, city: City) -> None:
        taken = intake.answer(
            doer=city.agent, form=form(appeal_type="consult", class_code="", address=""), answer="三楼窗口办理"
        )
        assert (taken.state, taken.order_id) == (AppealState.ANSWERED, None)
        assert numbers.is_number(taken.number)
        assert texts(taken)["answer"] == "三楼窗口办理"
        assert appeal(taken)["ended_at"] is not None
        assert audit.verify() == []

    def test_the_answer_must_be_written(self, city: City) -> None:
        with pytest.raises(Invalid) as refused:
            intake.answer(doer=city.agent, form=form(), answer="  ")
        assert [e.field for e in refused.value.errors] == ["answer"]

    def test_the_citizen_gets_number_and_code(self, city: City) -> None:
        taken = intake.answer(doer=city.agent, form=form(), answer="三楼窗口办理")
        [text] = message_texts(taken.appeal_id, "appeal_answered")
        assert taken.number in text and taken.query_code in text


class TestTheRefusal:
    def test_only_on_a_listed_ground(self, city: City) -> None:
        for ground in ("", "because", "EMERGENCY"):
            with pytest.raises(Invalid) as refused:
                intake.refuse(doer=city.agent, form=form(), ground=ground, explained=True)
            assert [e.field for e in refused.value.errors] == ["ground"]

    def test_only_after_it_was_explained(self, city: City) -> None:
        with pytest.raises(Invalid) as refused:
            intake.refuse(doer=city.agent, form=form(), ground="litigation", explained=False)
        assert [e.field for e in refused.value.errors] == ["explained"]

    def test_reason_and_right_channel_are_kept_and_told(self, city: City) -> None:
        taken = intake.refuse(doer=city.agent, form=form(), ground="litigation", explained=True, note="已告知12368")
        assert (taken.state, appeal(taken)["ground"]) == (AppealState.REFUSED, "litigation")
        assert "12368" in texts(taken)["answer"]
        [text] = message_texts(taken.appeal_id, "appeal_refused")
        assert "法院" in text and "人民法院诉讼服务" in text
        assert audit.verify() == []


class TestTheTransfer:
    @pytest.mark.parametrize("receipt", ["", "回执一号", "two words", "x" * 61])
    def test_it_needs_the_receivers_receipt(self, city: City, receipt: str) -> None:
        with pytest.raises(Invalid) as refused:
            intake.transfer(doer=city.agent, form=form(), target="119", receipt=receipt)
        assert [e.field for e in refused.value.errors] == ["receipt"]

    def test_it_goes_to_a_listed_place_only(self, city: City) -> None:
        with pytest.raises(Invalid) as refused:
            intake.transfer(doer=city.agent, form=form(), target="911", receipt="A-1")
        assert [e.field for e in refused.value.errors] == ["target"]

    def test_place_and_receipt_are_kept(self, city: City) -> None:
        taken = intake.transfer(doer=city.agent, form=form(), target="119", receipt="XF-20260310-7")
        assert taken.state == AppealState.TRANSFERRED
        assert (appeal(taken)["target"], appeal(taken)["receipt"]) == ("119", "XF-20260310-7")
        assert "消防救援" in texts(taken)["note"]
        assert audit.verify() == []


class TestWhatACitizenFiled:
    def test_it_has_its_number_at_once_and_keeps_it(self, city: City, hands: Hands) -> None:
        taken = filed(city)
        assert taken.state == AppealState.FILED
        hands.move(days=2)
        order = intake.submit(doer=city.agent, form=form(), appeal_id=taken.appeal_id, version=1)
        assert (order.number, order.query_code) == (taken.number, taken.query_code)
        assert order.number.startswith("360400260310")

    def test_the_citizens_words_stay_whatever_the_agent_sends(self, city: City) -> None:
        taken = filed(
            city, title="我家漏水", content="从二月起厨房漏水。", wanted="快来人", name="李四", phone="13900001111"
        )
        theirs = form(
            title="改写的标题", content="改写的内容", wanted="改写", name="别人", phone="13700000000", address="别处1号"
        )
        intake.submit(doer=city.agent, form=theirs, appeal_id=taken.appeal_id, version=1)
        row = appeal(taken)
        opened = {c: unseal(row[c], f"appeal.{c}", taken.appeal_id) for c in ("title", "name", "phone", "address")}
        assert opened == {
            "title": "我家漏水",
            "name": "李四",
            "phone": "13900001111",
            "address": "十里大道88号3栋502室",
        }
        assert texts(taken) == {"content": "从二月起厨房漏水。", "wanted": "快来人"}

    def test_the_agent_adds_class_place_urgency_and_a_missing_address(self, city: City) -> None:
        taken = filed(city, address="")
        order = intake.submit(
            doer=city.agent, form=form(urgency="urgent", address="五里大道1号"), appeal_id=taken.appeal_id, version=1
        )
        row = sql.row("SELECT class_code, area_code, urgency, state FROM work_order WHERE id = %s", (order.order_id,))
        assert row == {
            "class_code": "010101",
            "area_code": "360402001",
            "urgency": "urgent",
            "state": OrderState.PENDING_REVIEW,
        }
        assert unseal(appeal(taken)["address"], "appeal.address", taken.appeal_id) == "五里大道1号"

    def test_each_end_can_take_it_up(self, city: City) -> None:
        a, b, c = filed(city), filed(city), filed(city)
        intake.answer(doer=city.agent, form=form(), answer="已答复", appeal_id=a.appeal_id, version=1)
        intake.refuse(doer=city.agent, form=form(), ground="secret", explained=True, appeal_id=b.appeal_id, version=1)
        intake.transfer(doer=city.agent, form=form(), target="110", receipt="J1", appeal_id=c.appeal_id, version=1)
        assert [appeal(t)["state"] for t in (a, b, c)] == ["answered", "refused", "transferred"]
        assert audit.verify() == []

    def test_taken_up_twice_the_second_reads_who_was_faster(self, city: City, hands: Hands) -> None:
        taken = filed(city)
        intake.submit(doer=city.agent, form=form(), appeal_id=taken.appeal_id, version=1)
        hands.move(minutes=3)
        with pytest.raises(Conflict) as refused:
            intake.answer(doer=city.second_agent, form=form(), answer="已答复", appeal_id=taken.appeal_id, version=1)
        assert refused.value.title == "今天 09:00 已由市热线中心甲agent生成工单"
        assert [c.what for c in refused.value.changes] == ["生成工单"]

    @pytest.mark.parametrize("end", ["submit", "answer", "refuse", "transfer"])
    @pytest.mark.parametrize("state", ["submitted", "answered", "refused", "transferred", "withdrawn"])
    def test_an_ended_appeal_is_never_ended_again(self, city: City, state: str, end: str) -> None:
        taken = filed(city)
        ends = {
            "submit": lambda **k: intake.submit(doer=city.agent, form=form(), **k),
            "answer": lambda **k: intake.answer(doer=city.agent, form=form(), answer="已答复", **k),
            "refuse": lambda **k: intake.refuse(doer=city.agent, form=form(), ground="secret", explained=True, **k),
            "transfer": lambda **k: intake.transfer(doer=city.agent, form=form(), target="110", receipt="J1", **k),
        }
        if state == "withdrawn":
            withdraw(doer=city.citizen, appeal_id=taken.appeal_id, version=1, reason="solved", willing=True)
        else:
            reached = {"submitted": "submit", "answered": "answer", "refused": "refuse", "transferred": "transfer"}[
                state
            ]
            ends[reached](appeal_id=taken.appeal_id, version=1)
        version = appeal(taken)["version"]
        with pytest.raises(WrongState, match="今天 09:00 已由.+现在不能"):
            ends[end](appeal_id=taken.appeal_id, version=version)
        assert appeal(taken)["state"] == state

    def test_the_agent_reads_it_with_its_persons_masked(self, city: City) -> None:
        shown = details.appeal_detail(city.agent, filed(city).appeal_id)
        assert shown["form"]["petitioner"]["phone"]["text"] == "138****5678"
        assert shown["form"]["content"].startswith("楼上漏水")


class TestWhoItIs:
    @pytest.mark.parametrize(
        "typed",
        [
            "13812345678",
            "138 1234 5678",
            "138-1234-5678",
            "+86 138 1234 5678",
            "0086-13812345678",
            "１３８１２３４５６７８",
            "013812345678",
        ],
    )
    def test_a_number_typed_in_any_habit_is_the_same_person(self, city: City, typed: str) -> None:
        first, second = submitted(city), submitted(city, phone=typed)
        assert second.appeal["petitioner_id"] == first.appeal["petitioner_id"] is not None
        assert unseal(second.appeal["phone"], "appeal.phone", second.taken.appeal_id) == PHONE
        assert queries.caller(city.agent, typed)["total"] == 2

    def test_another_number_is_another_person(self, city: City) -> None:
        assert submitted(city).appeal["petitioner_id"] != submitted(city, phone="13812345679").appeal["petitioner_id"]

    def test_the_history_shows_what_is_open_first(self, city: City) -> None:
        old = submitted(city).dispatch().handled().visit()
        new = submitted(city)
        found = queries.caller(city.agent, PHONE)
        assert [b["order_id"] for b in found["open"]] == [new.id]
        assert [b["order_id"] for b in found["past"]] == [old.id]
        assert (found["name"]["text"], found["labels"]) == ("张**", [])
        submitted(city)
        assert queries.caller(city.agent, PHONE)["labels"] == ["老户"]

    def test_anonymous_needs_no_number(self, city: City) -> None:
        case = submitted(city, name="", phone="", anonymous=True)
        assert (case.appeal["phone"], case.appeal["petitioner_id"], case.appeal["anonymous"]) == (None, None, True)
        assert details.order_detail(city.agent, case.id)["petitioner"]["anonymous"]
        assert case.dispatch().handled().visit().state == OrderState.CLOSED

    def test_who_wants_no_reply_gets_no_message_at_the_end(self, city: City) -> None:
        case = submitted(city, want_reply=False).dispatch().handled().visit()
        assert message_texts(case.taken.appeal_id, "order_replied") == []
        assert message_texts(case.taken.appeal_id, "order_closed") == []


class TestADraft:
    def test_it_is_kept_sealed(self, city: City) -> None:
        contact = called(city)
        contacts.save_draft(
            doer=city.agent, contact_id=contact, version=0, fields={"content": "楼上漏水", "phone": PHONE}
        )
        kept = sql.row("SELECT fields FROM draft")
        assert kept is not None
        assert PHONE.encode() not in bytes(kept["fields"]) and "漏水".encode() not in bytes(kept["fields"])
        assert contacts.read_draft(contact)[2] == {"content": "楼上漏水", "phone": PHONE}

    def test_a_second_window_never_overwrites_the_first(self, city: City) -> None:
        contact = called(city)
        assert contacts.save_draft(doer=city.agent, contact_id=contact, version=0, fields={"title": "一"})[0] == 1
        assert contacts.save_draft(doer=city.agent, contact_id=contact, version=1, fields={"title": "二"})[0] == 2
        for stale in (0, 1, 3):
            with pytest.raises(Conflict, match="别的窗口"):
                contacts.save_draft(doer=city.agent, contact_id=contact, version=stale, fields={"title": "旧"})
        assert contacts.read_draft(contact)[::2] == (2, {"title": "二"})

    def test_it_goes_when_the_appeal_is_recorded(self, city: City) -> None:
        contact = called(city)
        contacts.save_draft(doer=city.agent, contact_id=contact, version=0, fields={"title": "一"})
        intake.submit(doer=city.agent, form=form(), contact_id=contact)
        assert sql.rows("SELECT 1 FROM draft") == []
        with pytest.raises(Conflict):
            contacts.save_draft(doer=city.agent, contact_id=contact, version=1, fields={})

    def test_it_stays_when_the_recording_is_refused(self, city: City) -> None:
        contact = called(city)
        contacts.save_draft(doer=city.agent, contact_id=contact, version=0, fields={"title": "一"})
        with pytest.raises(Invalid):
            intake.submit(doer=city.agent, form=replace(form(), title=""), contact_id=contact)
        assert contacts.read_draft(contact)[2] == {"title": "一"}

    def test_a_dropped_call_becomes_no_appeal(self, city: City) -> None:
        contact = called(city)
        contacts.abandon(doer=city.agent, contact_id=contact, reason="dropped")
        assert sql.rows("SELECT state, number FROM appeal") == [{"state": "abandoned", "number": ""}]
        assert audit.verify() == []
