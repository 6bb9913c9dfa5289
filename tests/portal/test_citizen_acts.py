"""From the status page: add, take back, rate."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.portal.conftest import Citizen, Staff, picture
from yihao.followups.models import Rating
from yihao.kernel import clock
from yihao.orders.models import Attachment, Text

GOOD = {"contacted": "yes", "solved": "yes", "satisfaction": "satisfied", "opinion": ""}
BAD = {"contacted": "yes", "solved": "no", "satisfaction": "dissatisfied", "opinion": "还在施工"}


@pytest.fixture
def filed(citizen: Citizen) -> tuple[str, str]:
    """Number, and address of the status page."""
    number, code = citizen.file()
    return number, citizen.track(number, code)


def test_supplement_with_a_picture(citizen: Citizen, filed: tuple[str, str]) -> None:
    sent = {"text": "又施工了", "once": "k", "pictures": [SimpleUploadedFile("a.jpg", picture())]}
    answer = citizen.client.post(f"{filed[1]}supplement/", sent, follow=True)
    assert "补充的情况已收到" in answer.content.decode() and "又施工了" in answer.content.decode()
    assert Text.objects.filter(kind="supplement", author="citizen").count() == 1
    assert Attachment.objects.count() == 1


def test_supplement_keeps_text_and_good_pictures_when_one_is_wrong(citizen: Citizen, filed: tuple[str, str]) -> None:
    files = [SimpleUploadedFile("好.jpg", picture()), SimpleUploadedFile("坏.jpg", b"x")]
    answer = citizen.client.post(f"{filed[1]}supplement/", {"text": "又施工了", "once": "k", "pictures": files})
    page = answer.content.decode()
    assert answer.status_code == 422 and "又施工了" in page and "好.jpg" in page and "“坏.jpg”没有上传" in page
    assert not Text.objects.filter(kind="supplement").exists()
    citizen.client.post(f"{filed[1]}supplement/", {"text": "又施工了", "once": "k2"})
    assert Attachment.objects.count() == 1


def test_supplement_pressed_twice_is_one(citizen: Citizen, filed: tuple[str, str]) -> None:
    for _ in range(2):
        assert citizen.client.post(f"{filed[1]}supplement/", {"text": "又施工了", "once": "k"}).status_code == 302
    assert Text.objects.filter(kind="supplement").count() == 1


def test_supplement_typed_too_long_is_kept_over_a_new_look_up(citizen: Citizen, filed: tuple[str, str]) -> None:
    number, address = filed
    code = citizen.client.get(f"/file/{citizen.draft}/done/").content.decode()
    with clock.clock_at(clock.now() + timedelta(minutes=40)):
        answer = citizen.client.post(f"{address}supplement/", {"text": "写了很久", "once": "k"})
        assert answer["Location"] == "/track/?expired=1"
        from tests.portal.conftest import told

        again = citizen.client.post("/track/", {"number": number, "code": told(code)[1]}, follow=True)
    assert "写了很久" in again.content.decode()


def test_withdraw_needs_a_reason_and_the_own_will(citizen: Citizen, staff: Staff, filed: tuple[str, str]) -> None:
    number, address = filed
    answer = citizen.client.post(f"{address}withdraw/", {"reason": "solved", "once": "k"})
    assert answer.status_code == 422 and "本人自愿" in answer.content.decode()
    assert 'value="solved" id="f-reason-solved" checked' in answer.content.decode()
    citizen.client.post(f"{address}withdraw/", {"reason": "solved", "willing": "yes", "once": "k2"})
    assert staff.appeal(number).state == "withdrawn"


def test_a_report_is_not_taken_back(citizen: Citizen, staff: Staff) -> None:
    number, code = citizen.file(appeal_type="report")
    address = citizen.track(number, code)
    assert "撤回诉求" not in citizen.client.get(address).content.decode()
    answer = citizen.client.post(f"{address}withdraw/", {"reason": "solved", "willing": "yes", "once": "k"})
    assert answer.status_code == 422 and staff.appeal(number).state == "filed"


def test_a_good_rating_closes(citizen: Citizen, staff: Staff, filed: tuple[str, str]) -> None:
    number, address = filed
    staff.replied(number)
    answer = citizen.client.post(f"{address}rate/", {**GOOD, "once": "k"}, follow=True)
    assert "评价已收到" in answer.content.decode() and "已办结" in answer.content.decode()
    assert staff.order(number).state == "closed"


@pytest.mark.parametrize("closed_first", [False, True])
def test_a_bad_rating_is_judged(citizen: Citizen, staff: Staff, filed: tuple[str, str], closed_first: bool) -> None:
    number, address = filed
    staff.replied(number)
    if closed_first:
        from yihao.orders.actions import closing
        from yihao.orders.values.states import Outcome

        closing.close(doer=staff.judge_visit(), order_id=staff.order(number).id, outcome=Outcome.UNREACHED)
    citizen.client.post(f"{address}rate/", {**BAD, "once": "k"})
    assert staff.order(number).state == "redo_review"


def test_once_a_round(citizen: Citizen, staff: Staff, filed: tuple[str, str]) -> None:
    number, address = filed
    staff.replied(number)
    citizen.client.post(f"{address}rate/", {**GOOD, "once": "k"})
    again = citizen.client.post(f"{address}rate/", {**BAD, "once": "k2"})
    assert again.status_code == 422 and "已经评价过" in again.content.decode() and "还在施工" in again.content.decode()
    assert Rating.objects.count() == 1


def test_every_question_must_be_answered_and_the_opinion_stays(
    citizen: Citizen, staff: Staff, filed: tuple[str, str]
) -> None:
    number, address = filed
    staff.replied(number)
    answer = citizen.client.post(f"{address}rate/", {"opinion": "想说的话", "once": "k"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "想说的话" in page
    assert all(f'href="#f-{name}"' in page for name in ("contacted", "solved", "satisfaction"))


def test_nobody_without_a_number_is_asked_whether_they_were_called(citizen: Citizen, staff: Staff) -> None:
    number, code = citizen.file(who="anonymous")
    address = citizen.track(number, code)
    staff.replied(number)
    assert "联系过您吗" not in citizen.client.get(f"{address}rate/").content.decode()
    citizen.client.post(f"{address}rate/", {"solved": "yes", "satisfaction": "satisfied", "opinion": "", "once": "k"})
    assert staff.order(number).state == "closed"


def test_too_early_to_rate(citizen: Citizen, filed: tuple[str, str]) -> None:
    answer = citizen.client.post(f"{filed[1]}rate/", {**GOOD, "once": "k"})
    assert answer.status_code == 422 and "现在还不能评价" in answer.content.decode()
