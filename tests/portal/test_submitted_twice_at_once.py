"""Two presses that both found the draft unfiled: one appeal, one number (the answer kept holds no code)."""

import json

import pytest

from tests.portal.conftest import Citizen, told
from yihao.kernel.crypto import unseal
from yihao.kernel.models import IdempotencyKey
from yihao.orders.models import Appeal


def test_both_presses_get_the_same_appeal(citizen: Citizen) -> None:
    citizen.fill()
    session = citizen.client.session
    before = dict(session.items())
    first = citizen.client.post(f"/file/{citizen.draft}/check/", follow=True).content.decode()
    session = citizen.client.session
    for name in list(session.keys()):
        del session[name]
    session.update(before)  # the second press had read the session before the first was done
    session.save()
    second = citizen.client.post(f"/file/{citizen.draft}/check/", follow=True).content.decode()
    assert told(first) == told(second)
    assert Appeal.objects.count() == 1


def test_the_answer_kept_holds_the_id_only(citizen: Citizen) -> None:
    number, code = citizen.file()
    row = IdempotencyKey.objects.get()
    answer = unseal(row.answer, "idempotency_key.answer", row.id)
    assert json.loads(answer) == {"appeal_id": str(Appeal.objects.get().id)}
    assert number not in answer and code not in answer


def test_the_address_of_a_draft_opens_nothing_in_another_session(citizen: Citizen) -> None:
    number, _ = citizen.file()
    stranger = Citizen(draft=citizen.draft)
    assert stranger.client.get(f"/file/{citizen.draft}/done/").status_code == 302
    other, _ = stranger.file()
    assert other != number


@pytest.mark.parametrize("page", ["done", "check", "matter"])
def test_after_filing_the_steps_lead_to_the_confirmation(citizen: Citizen, page: str) -> None:
    number, code = citizen.file()
    answer = citizen.client.get(f"/file/{citizen.draft}/{page}/", follow=True)
    assert told(answer.content.decode()) == (number, code)
