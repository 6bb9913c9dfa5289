"""What a citizen does in the portal, each done once however often the button is pressed.

The answer kept for a repeated press holds the appeal's id only. The query code is not in it: it stays sealed on the
appeal and is read from there for the session that filed it.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from yihao.followups.actions import rate as rate_appeal
from yihao.followups.rules import Answer
from yihao.kernel import rate
from yihao.kernel.crypto import blind_index
from yihao.kernel.idempotency import once
from yihao.kernel.values import CITIZEN_NAME, Actor, Via
from yihao.orders.actions import supplements
from yihao.orders.actions.intake import file_appeal
from yihao.orders.values.intake import Form


def citizen(region: str, address: str) -> Actor:
    """A citizen at an address."""
    return Actor(region, Via.PORTAL, name=CITIZEN_NAME, address=address)


def hand_in(*, by: Actor, owner: str, form: Form) -> UUID:
    """File the appeal of a draft; the appeal's id. `owner` stands for the draft: a second time, or at the same time,
    the id of the first.

    Raises Invalid, RateLimited (the draft is kept).
    """

    def work() -> dict[str, Any]:
        rate.spend(kind="portal_file", who=by.address, limit=30, window=timedelta(hours=1))
        return {"appeal_id": str(file_appeal(by=by, form=form, owner=owner).appeal_id)}

    # One draft makes one appeal whatever was changed in between: so the draft alone is the request.
    done = once(key="file", account=owner, request={}, work=work)
    return UUID(done["appeal_id"])


def supplement(*, by: Actor, token: str, appeal_id: UUID, text: str, pictures: Sequence[UUID], owner: str) -> None:
    """Add to an appeal. Raises Invalid, WrongState."""
    asked = {"text": blind_index("portal", text).hex(), "pictures": [str(p) for p in pictures]}

    def work() -> None:
        supplements.supplement(doer=by, appeal_id=appeal_id, text=text, files=pictures, owner=owner)

    _once(token, appeal_id, {"act": "supplement", **asked}, by, work)


def withdraw(*, by: Actor, token: str, appeal_id: UUID, reason: str, willing: bool) -> None:
    """Take an appeal back. Raises Invalid, WrongState."""

    def work() -> None:
        supplements.withdraw(doer=by, appeal_id=appeal_id, version=None, reason=reason, willing=willing)

    _once(token, appeal_id, {"act": "withdraw", "reason": reason}, by, work)


def rate_round(*, by: Actor, token: str, appeal_id: UUID, answer: Answer, opinion: str) -> None:
    """Rate the round of handling. Raises Invalid, WrongState, Conflict."""
    said = [str(answer.contacted), answer.solved.value, answer.satisfaction.value]

    def work() -> None:
        rate_appeal(by=by, appeal_id=appeal_id, answer=answer, opinion=opinion)

    asked = {"act": "rate", "answer": said, "opinion": blind_index("portal", opinion).hex()}
    _once(token, appeal_id, asked, by, work)


def _once(token: str, appeal_id: UUID, request: dict[str, Any], by: Actor, work: Callable[[], None]) -> None:
    def answered() -> dict[str, Any]:
        rate.spend(kind="portal_act", who=by.address, limit=60, window=timedelta(hours=1))
        work()
        return {"done": True}

    once(key=token, account=f"portal:{appeal_id.hex}", request=request, work=answered)
