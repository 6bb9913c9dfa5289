"""What a list of orders is narrowed to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yihao.orders.values.states import Light, OrderState

OPEN = "open"
"""The state of everything that is not at its end."""
STATES: Mapping[str, str] = {OPEN: "未办结"}
"""States to choose that are several."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Each field narrows; an empty one does not. Places, classes and units include what is below them."""

    text: str = ""
    number: str = ""
    class_code: str = ""
    area_code: str = ""
    unit_id: UUID | None = None
    state: str = ""
    light: Light | None = None
    urgency: str = ""
    appeal_type: str = ""
    channel: str = ""
    since: date | None = None
    """The first day of submission, in the region's time zone."""
    until: date | None = None
    """The last day, included."""

    @property
    def only_open(self) -> bool:
        """Whether nothing that ended can be meant."""
        ended = (OrderState.CLOSED, OrderState.ARCHIVED, OrderState.WITHDRAWN)
        return self.light is not None or (bool(self.state) and self.state not in ended)
