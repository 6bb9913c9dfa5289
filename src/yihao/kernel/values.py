"""Values that every room may hold: who acts, what an event is about."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

SYSTEM_NAME = "系统"
CITIZEN_NAME = "诉求人"


class Via(StrEnum):
    """The surface through which somebody acts."""

    DESK = "desk"
    PORTAL = "portal"
    ADMIN = "admin"
    SYSTEM = "system"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for which unit, from where. A citizen and the system itself have no account."""

    region: str
    via: Via
    account_id: UUID | None = None
    name: str = SYSTEM_NAME
    unit_id: UUID | None = None
    address: str = ""

    @property
    def code(self) -> str:
        """The actor as the ledger keeps it: an account's id, `citizen` or `system`; never a name."""
        if self.account_id is not None:
            return str(self.account_id)
        return "citizen" if self.via is Via.PORTAL else "system"


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event or a look is about."""

    type: str
    id: UUID
