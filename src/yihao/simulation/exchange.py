"""The telephone exchange of the simulated city: plays the line by the rules of `calls`, ahead of what people do with it. Pure."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from yihao.calls.rules.replay import Kept, Line, Played
from yihao.calls.values.calls import MISSED, Outcome, Role, Step, StepKind
from yihao.calls.values.policy import CallPolicy
from yihao.simulation.courses import PHONE, Talk
from yihao.simulation.courses import Step as Does
from yihao.simulation.people import City
from yihao.simulation.plan import Begin, Happening
from yihao.simulation.rota import Rota


class Exchange:
    """All calls and duties of a plan. Plays no further than it is asked for: what is over can be forgotten."""

    def __init__(self, city: City, starts: Sequence[Begin], rota: Rota, line: Line) -> None:
        self._city, self._line = city, line
        self._numbers: dict[UUID, int] = {}
        self._played: dict[int, Played] = {}
        self.weeks, self.duties = rota.weeks, rota.duties()
        self.kept: dict[int, Kept] = {}
        """Duties that are over, by their place, until they are forgotten."""
        self._places = {duty.seat.id: place for place, duty in enumerate(self.duties)}
        published = [Happening(w.told, -1 - place, 0, Does.PUBLISH) for place, w in enumerate(self.weeks) if w.wishes]
        come = [Happening(rota.signs_on(d), -1 - place, 1, Does.SIGN_ON) for place, d in enumerate(self.duties)]
        self._begun = sorted(published + come, key=lambda h: (h.at, h.index))
        for duty in self.duties:
            line.man(duty)
        for number, begin in enumerate(starts):
            if city.channel_of(number) == PHONE:
                caller = city.caller_of(number, begin)
                self._numbers[caller.id] = number
                line.expect(caller)

    @property
    def policy(self) -> CallPolicy:
        """The numbers of the telephone service that it was played by."""
        return self._line.policy

    def talk(self, number: int) -> Talk:
        """How the call of an appeal goes: played to its end."""
        played = self.played(number)
        answer = next((s for s in played.steps if s.kind is StepKind.ANSWER and s.role is Role.SEAT), None)
        closed = played.steps[-1].at
        return Talk(
            taken=_rang(played.steps, answer) if answer else None,
            spoken=next(s.at for s in played.steps if s.kind is StepKind.END and s.leg_id == answer.leg_id) if answer else closed,
            closed=closed,
            empty=self._city.calls_in_vain(number),
            missed=Outcome(played.call.outcome) in MISSED,
        )  # fmt: skip

    def played(self, number: int) -> Played:
        """A call that is over, until it is forgotten."""
        while number not in self._played:
            self._advance()
        return self._played[number]

    def until(self, instant: datetime) -> list[Happening]:
        """What happens to duties and seats before an instant, as far as it was not told yet."""
        while (at := self._line.next_at) is not None and at < instant:
            self._advance()
        found = [h for h in self._begun if h.at < instant]
        self._begun = self._begun[len(found) :]
        return found + self._ended()

    def forget(self, number: int) -> None:
        """Let a call go that is done with."""
        self._played.pop(number, None)

    def _ended(self) -> list[Happening]:
        found = []
        for kept in self._line.left:
            place = self._places[kept.duty.seat.id]
            self.kept[place] = kept
            found.append(Happening(kept.moves[-1].at, -1 - place, 2, Does.SIGN_OFF))
        self._line.left.clear()
        return found

    def _advance(self) -> None:
        self._line.advance()
        for played in self._line.over:
            self._played[self._numbers.pop(played.call.id)] = played
        self._line.over.clear()


def _rang(steps: Sequence[Step], answer: Step) -> datetime:
    """When the seat that answered began to ring."""
    return next(s.at for s in steps if s.kind is StepKind.OFFER and s.leg_id == answer.leg_id)
