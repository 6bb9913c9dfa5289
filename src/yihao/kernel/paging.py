"""Keyset paging: a cursor holds the sort values of the last row, so that page 1,000 costs what page 1 costs."""

import base64
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from yihao.kernel.problems import Invalid

PAGE = 30


def to_cursor(*values: Any) -> str:
    """An opaque cursor of the last row's sort values (instants, ids, numbers, text)."""
    return base64.urlsafe_b64encode(json.dumps([_out(v) for v in values]).encode()).decode().rstrip("=")


def from_cursor(cursor: str, *kinds: type) -> tuple[Any, ...] | None:
    """The values of a cursor, None for the first page. Raises Invalid for a cursor that is not ours."""
    if not cursor:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(kinds):
            raise ValueError
        return tuple(_in(v, k) for v, k in zip(values, kinds, strict=True))
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        raise Invalid.field_error("cursor", "翻页位置已失效，请从第一页开始") from None


def _out(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value) if isinstance(value, UUID) else value


def _in(value: Any, kind: type) -> Any:
    if value is None:
        return None
    if kind is datetime:
        return datetime.fromisoformat(value)
    return kind(value)
