"""What people say and write in one copy: the grammar's texts, each made when a hole asks for it. Pure."""

from collections.abc import Iterator, Mapping
from random import Random

from yihao.simulation.bulk.values import Citizen
from yihao.simulation.texts import AppealText, Grammar, Says
from yihao.simulation.values import Place

_SAID = {
    "answer": Says.ANSWER,
    "asked": Says.MISSING,
    "supplement": Says.SUPPLEMENT,
    "note": Says.TRANSFER_NOTE,
    "instruction": Says.INSTRUCTION,
    "contact": Says.CONTACT_REACHED,
    "internal": Says.INTERNAL_NOTE,
    "public_reply": Says.REPLY_SOLVED,
    "defects": Says.DEFECTS,
    "opinion": Says.OPINION,
    "explanation": Says.EXPLANATION,
    "reason": Says.WITHDRAW_NOTE,
}
"""Kind of an append-only text → the list of the grammar."""


class Speech(Mapping[str, str]):
    """The texts of one copy, by the place of the hole (`appeal.title`, `appeal_text.body.contact`); each is drawn once."""

    def __init__(self, grammar: Grammar, dice: Random, appeal: AppealText, citizen: Citizen, place: Place) -> None:
        self._grammar, self._dice, self._appeal, self._citizen = grammar, dice, appeal, citizen
        self._unit = place.names[1]
        self._made = {
            "appeal.title": appeal.title,
            "appeal.name": citizen.name,
            "appeal.phone": citizen.phone,
            "appeal.address": appeal.address,
            "appeal.enterprise": appeal.enterprise,
            "appeal.query_code": f"{dice.randrange(1_000_000):06d}",
            "contact.caller": citizen.phone,
            "reported_party.name": appeal.reported_party,
            "appeal_text.body.content": appeal.content,
            "appeal_text.body.wanted": appeal.wanted,
        }

    def __getitem__(self, key: str) -> str:
        if key not in self._made:
            what = _SAID[key.removeprefix("appeal_text.body.")]
            self._made[key] = self._grammar.say(self._dice, what, self._appeal, unit=self._unit)
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    @property
    def indexed(self) -> str:
        """What the text index is made of."""
        return f"{self._appeal.title} {self._appeal.content} {self._appeal.wanted}"

    @property
    def hidden(self) -> tuple[str, ...]:
        """What must not come into the text index."""
        return self._citizen.name, self._citizen.phone, self._appeal.reported_party, self._appeal.address


def phone(number: int) -> str:
    """A mobile number of its own for each `number`, in no visible order."""
    return f"13{(number * 765_432_101 + 123_456_789) % 10**9:09d}"
