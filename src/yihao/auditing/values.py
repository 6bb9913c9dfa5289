"""Events of this room, and what a check is asked to do."""

from dataclasses import dataclass
from typing import ClassVar

from yihao.kernel.ledger import Payload

KIND = "ledger.check"
"""The kind of long work."""


@dataclass(frozen=True)
class LedgerChecked(Payload):
    """The ledger was checked against its seals, wholly or a span of it; and what was found."""

    kind: ClassVar[str] = "ledger.checked"
    says: ClassVar[str] = "校验台账"
    first: int
    last: int
    orders: bool
    findings: int


@dataclass(frozen=True, slots=True)
class Span:
    """What is to be checked: positions `first` to `last` (None: all), and whether the orders are rebuilt too."""

    first: int | None
    last: int | None
    orders: bool


@dataclass(frozen=True, slots=True)
class Looks:
    """How often a person looked at citizens' matters in a period, and what is usual."""

    total: int
    revealed: int
    own_usual: float
    """The person's own looks in a period of this length, from the four weeks before."""
    role_usual: float
    """The median of those in the same role in this period."""
    idle_reveals: int
    """Reveals on orders with which the person did nothing within a day."""
