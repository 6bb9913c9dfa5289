"""查看完整信息: a masked detail in clear, for a reason, written down. 领域档案 L2; 方案 三(三)3."""

from uuid import UUID

from django.db import transaction

from yihao.kernel import access, clock, ledger, sql
from yihao.kernel.crypto import unseal
from yihao.kernel.problems import Forbidden, Invalid, NotFound
from yihao.kernel.values import Subject
from yihao.orders.queries import sight
from yihao.orders.values.events import PersonalRevealed
from yihao.organisation import queries as organisation
from yihao.organisation.values import Permission, Viewer


@transaction.atomic
def reveal(*, doer: Viewer, subject_type: str, subject_id: UUID, field: str, reason: str) -> str:
    """The detail in clear; the look is in the access log before it is shown. `reason` is a code.

    Raises NotFound outside the viewer's sight, Forbidden without the right, Invalid for an unknown field.
    """
    post = next(iter(doer.posts_with(Permission.REVEAL_PERSONAL)), None)
    if post is None:
        raise Forbidden(title="您没有查看完整个人信息的权限")
    by = organisation.actor(doer, post)
    if subject_type == "contact":
        contact = sql.row(
            "SELECT id, caller FROM contact WHERE id = %s AND agent_id = %s", (subject_id, doer.account_id)
        )
        if contact is None or field != "phone":
            raise NotFound()
        access.note(by=by, action="reveal", subject_type="contact", subject_id=subject_id, field=field, reason=reason)
        return unseal(contact["caller"], "contact.caller", subject_id)
    if field not in sight.FIELDS or subject_type != "appeal":
        raise Invalid(title="没有这项信息")
    appeal = sight.appeal_row(doer, subject_id)
    if not sight.may_reveal(doer, appeal):
        raise Forbidden(title="保密件不向承办单位提供身份信息", detail="如需联系诉求人，请通过热线转接。")
    access.note(by=by, action="reveal", subject_type="appeal", subject_id=subject_id, field=field, reason=reason)
    order = sql.row("SELECT id FROM work_order WHERE appeal_id = %s LIMIT 1", (subject_id,))
    revealed = ledger.Entry(
        PersonalRevealed(field, reason), Subject("reveal", subject_id), by, clock.now(), order["id"] if order else None
    )
    ledger.write(revealed)
    return sight.clear(appeal, field)
