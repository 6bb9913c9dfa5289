"""Texts that people write in the course of an order."""

from uuid import UUID

from yihao.kernel.problems import Invalid
from yihao.orders.actions.act import Act, Held
from yihao.orders.values.intake import CONTENT_LENGTH
from yihao.orders.values.states import Audience, TextKind


def on_order(
    act: Act, order: Held, kind: TextKind, audience: Audience, body: str, assignment_id: UUID | None = None
) -> UUID:
    """Append a text to the order's present round; its id."""
    return act.write_text(
        appeal_id=order.row["appeal_id"],
        order_id=order.id,
        assignment_id=assignment_id,
        kind=kind,
        audience=audience,
        body=body.strip(),
        round=order.row["round"],
    )


def needed(text: str, field: str, message: str) -> str:
    """The text, trimmed. Raises Invalid about `field` when it is empty or too long."""
    if not text.strip():
        raise Invalid.field_error(field, message)
    if len(text) > CONTENT_LENGTH:
        raise Invalid.field_error(field, f"最多 {CONTENT_LENGTH} 字，现有 {len(text)} 字")
    return text.strip()
