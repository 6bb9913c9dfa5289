"""附件: files become attachments of an appeal; each file once."""

from collections.abc import Sequence
from uuid import UUID

from yihao.kernel import sql
from yihao.kernel.ids import new_id
from yihao.kernel.models import StoredFile
from yihao.kernel.problems import Invalid
from yihao.orders.actions.act import Act
from yihao.orders.models import Attachment
from yihao.orders.values.states import Audience

MOST = 9


def attach(
    act: Act,
    appeal_id: UUID,
    file_ids: Sequence[UUID],
    *,
    owner: str,
    visibility: Audience,
    order_id: UUID | None = None,
    text_id: UUID | None = None,
) -> None:
    """Attach files that `owner` handed in. Raises Invalid for somebody else's, an unknown or an attached file."""
    if not file_ids:
        return
    if len(file_ids) > MOST:
        raise Invalid.field_error("attachments", f"附件最多 {MOST} 个")
    mine = StoredFile.objects.filter(id__in=file_ids, owner=owner, attachment=None).values_list("id", flat=True)
    if set(mine) != set(file_ids):
        raise Invalid.field_error("attachments", "有附件已失效，请重新上传")
    for file_id in file_ids:
        sql.insert(
            Attachment,
            id=new_id(),
            region=act.region,
            appeal_id=appeal_id,
            order_id=order_id,
            text_id=text_id,
            file_id=file_id,
            visibility=visibility.value,
            added_by=act.by.code,
            at=act.at,
        )
