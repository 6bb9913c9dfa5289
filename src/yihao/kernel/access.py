"""The access log: every opening of an order, attachment, list export and reveal. From the first day.

方案 三(三)3 “业务系统访问查询、共享信息使用的全过程安全管理”; 网络安全法 21 (logs ≥ 6 months).
"""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from yihao.kernel import clock, sql
from yihao.kernel.ids import new_id
from yihao.kernel.models import AccessLog
from yihao.kernel.values import Actor


def note(
    *,
    by: Actor,
    action: str,
    subject_type: str,
    subject_id: UUID | None,
    field: str = "",
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write down one look. `action`, `field`, `reason` and what stands in `detail` are codes and counts; no personal data."""
    sql.insert(
        AccessLog,
        id=new_id(),
        region=by.region,
        account_id=by.account_id,
        unit_id=by.unit_id,
        action=action,
        subject_type=subject_type,
        subject_id=subject_id,
        field=field,
        reason=reason,
        address=by.address,
        detail=json.dumps(detail or {}, separators=(",", ":")),
        at=clock.now(),
    )
