"""Random walks of an order: somebody is picked, one of the acts offered to that person is done, time passes."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from tests.orders.builders import AT_HOME, BAD, GOOD, ORDINARY, WATER, Case, City, submitted, tick
from yihao.followups.values import AttemptOutcome
from yihao.kernel.problems import Problem
from yihao.orders.api.offers import offers
from yihao.orders.values.states import OrderState
from yihao.organisation.values import Viewer

Step = Callable[[Case, Viewer, Random], object]


def _visit(case: Case, by: Viewer, dice: Random) -> object:
    outcome = dice.choice(list(AttemptOutcome))
    return (
        case.visit(dice.choice([GOOD, BAD]), outcome, by)
        if outcome is AttemptOutcome.REACHED
        else case.visit(None, outcome, by)
    )


STEPS: dict[str, Step] = {
    "dispatch": lambda case, by, dice: case.dispatch(by, copies=dice.sample(["JJ-ZJJ", "JJ-360403", "JJ-SWGS"], dice.randint(0, 2))),
    "send_back": lambda case, by, dice: case.send_back(by),
    "supplement": lambda case, by, dice: case.supplement(by),
    "withdraw": lambda case, by, dice: case.withdraw(by),
    "sign": lambda case, by, dice: case.sign(by),
    "record_contact": lambda case, by, dice: case.contact(by, dice.random() < 0.7, reason="no_answer", note=dice.choice(["", "约好明天"])),
    "reply": lambda case, by, dice: case.reply(by),
    "pass_check": lambda case, by, dice: case.pass_check(by),
    "fail_check": lambda case, by, dice: case.fail_check(by),
    "record_visit": _visit,
    "redo": lambda case, by, dice: case.redo(by),
    "explain_end": lambda case, by, dice: case.explain_end(by),
}  # fmt: skip


class Walk:
    """An order and everybody around it, thrown about by the dice."""

    def __init__(self, city: City, seed: int) -> None:
        self.city, self.dice = city, Random(seed)
        self.case = submitted(
            city,
            class_code=self.dice.choice([ORDINARY, WATER]),
            appeal_type=self.dice.choice(["help", "complaint", "report"]),
            urgency=self.dice.choice(["normal", "normal", "critical"]),
        )

    def step(self) -> str:
        """One thing happens; its name."""
        self.city.hands.move(minutes=self.dice.choice([1, 10, 45, 300, 1500, 5000]))
        chance = self.dice.random()
        if self.case.state == OrderState.CLOSED and chance < 0.5:
            tick(self.city.hands, self.city.hands.now + timedelta(days=31))
            return "a month"
        if chance < 0.1:
            tick(self.city.hands)
            return "tick"
        if chance < 0.2:
            return self._citizen()
        offered = [
            (viewer, offer["name"])
            for viewer in (getattr(self.city, username) for username in AT_HOME.values())
            for offer in offers(viewer, self.case.row)
        ]
        if not offered:
            return "nothing"
        rare = [o for o in offered if o[1] == "withdraw"]
        usual = [o for o in offered if o[1] != "withdraw"]
        viewer, name = self.dice.choice(rare if rare and (chance > 0.97 or not usual) else usual)
        STEPS[name](self.case, viewer, self.dice)
        return name

    def _citizen(self) -> str:
        """The citizen rates, or adds something, at a moment that may be wrong for it."""
        try:
            if self.dice.random() < 0.5:
                self.case.rate(self.dice.choice([GOOD, BAD]))
                return "rate"
            self.case.supplement(self.city.citizen)
            return "supplement"
        except Problem:
            return "refused"
