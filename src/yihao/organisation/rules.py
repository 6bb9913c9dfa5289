"""What posts one person may hold together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yihao.organisation.values import ROLE_NAMES, ROLES, Permission, Role

_AUDITS = frozenset({Permission.READ_LEDGER})
_ADMINISTERS = frozenset({Permission.MANAGE_ACCOUNT, Permission.MANAGE_DICTIONARY})


@dataclass(frozen=True, slots=True)
class Held:
    """A grant that a person holds, or is to get."""

    role: Role
    valid_from: date
    valid_to: date | None = None

    def meets(self, other: "Held") -> bool:
        """Whether both are in force on some day."""
        return (self.valid_to is None or other.valid_from <= self.valid_to) and (
            other.valid_to is None or self.valid_from <= other.valid_to
        )


def kept_apart(one: Role, other: Role) -> bool:
    """Whether nobody may hold both: who may audit may not administer (三员, 领域档案 L12)."""
    return bool(
        (ROLES[one] & _AUDITS and ROLES[other] & _ADMINISTERS) or (ROLES[other] & _AUDITS and ROLES[one] & _ADMINISTERS)
    )


def in_the_way(wanted: Held, held: Iterable[Held]) -> str:
    """The name of the post that forbids a new one, or empty. Who holds the wanted one already keeps what there is."""
    together = [h for h in held if h.meets(wanted)]
    if any(h.role is wanted.role for h in together):
        return ""
    return next((ROLE_NAMES[h.role] for h in together if kept_apart(h.role, wanted.role)), "")
