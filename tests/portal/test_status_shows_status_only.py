"""What a citizen sees of an appeal: its steps and the passed reply; never persons, phones or internal words."""

from tests.portal.conftest import ADDRESS, NAME, PHONE, Citizen, Staff

INTERNAL = "内部不公开"


def page(citizen: Citizen, number: str, code: str) -> str:
    return str(citizen.client.get(citizen.track(number, code)).content.decode())


def test_every_internal_text_stays_inside(citizen: Citizen, staff: Staff) -> None:
    number, code = citizen.file()
    staff.accept(number)
    staff.send_back(number, f"{INTERNAL}一")
    assert "需要补充情况" in page(citizen, number, code) and INTERNAL not in page(citizen, number, code)
    address = citizen.track(number, code)
    citizen.client.post(f"{address}supplement/", {"text": "在三号楼", "once": "k1"})
    staff.dispatch(number, f"{INTERNAL}二")
    staff.contact(number, f"{INTERNAL}三")
    staff.reply(number, "第一次答复不合格", f"{INTERNAL}四")
    assert "不合格" not in page(citizen, number, code), "a reply before the closing check"
    staff.fail(number, f"{INTERNAL}五")
    staff.reply(number, "已要求停止夜间施工", f"{INTERNAL}六")
    staff.passed(number)
    shown = page(citizen, number, code)
    assert "已要求停止夜间施工" in shown and "在三号楼" in shown
    assert "不合格" not in shown, "a reply that was sent back"
    assert INTERNAL not in shown


def test_nobody_is_named(citizen: Citizen, staff: Staff) -> None:
    number, code = citizen.file()
    staff.replied(number)
    shown = page(citizen, number, code)
    for word in (NAME, PHONE, ADDRESS, "经办", "打桩", staff.unit.duty_phone or "没有电话"):
        assert word not in shown


def test_numbers_in_own_words_are_hidden(citizen: Citizen) -> None:
    number, code = citizen.file()
    address = citizen.track(number, code)
    citizen.client.post(f"{address}supplement/", {"text": "打 138 1234 5678，证件 36040019800101123X", "once": "k"})
    shown = page(citizen, number, code)
    assert "138********" in shown and "1234 5678" not in shown and "19800101" not in shown


def test_a_direct_answer_is_shown(citizen: Citizen, staff: Staff) -> None:
    number, code = citizen.file(appeal_type="consult")
    staff.answer(number, "带身份证到窗口办理")
    shown = page(citizen, number, code)
    assert "带身份证到窗口办理" in shown and "评价" in shown


def test_the_promised_instant_is_shown_while_it_runs(citizen: Citizen, staff: Staff) -> None:
    number, code = citizen.file()
    assert "前答复您" not in page(citizen, number, code)
    staff.accept(number)
    assert "前答复您" in page(citizen, number, code)
    staff.dispatch(number)
    staff.contact(number)
    staff.reply(number, "已停工")
    assert "前答复您" in page(citizen, number, code), "a reply that nobody checked is no answer yet"
    staff.passed(number)
    assert "前答复您" not in page(citizen, number, code)
