"""回访: what the citizen says decides whether the order is closed or judged; in vain often enough ends it as 无法回访."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.orders.builders import (
    BAD,
    GOOD,
    ROLLED_BACK,
    Case,
    City,
    Hands,
    checked,
    dispatched,
    doubted,
    filed,
    form,
    message_texts,
    replied,
    submitted,
)
from yihao.followups.actions import record_visit
from yihao.followups.rules import Answer, given_up, is_bad
from yihao.followups.values import AttemptOutcome, Satisfaction, Solved
from yihao.kernel import sql
from yihao.kernel.crypto import unseal
from yihao.kernel.problems import Conflict, Forbidden, Invalid, WrongState
from yihao.orders import audit
from yihao.orders.actions import closing, intake
from yihao.orders.api.offers import offers
from yihao.orders.values.states import OrderState, Outcome

ANSWERS = st.builds(
    Answer, st.sampled_from([None, True, False]), st.sampled_from(Solved), st.sampled_from(Satisfaction)
)
IN_VAIN = [AttemptOutcome.NO_ANSWER, AttemptOutcome.BUSY, AttemptOutcome.OFF, AttemptOutcome.WRONG_NUMBER]


def attempts(case: Case) -> Sequence[dict[str, object]]:
    return sql.rows(
        "SELECT number, round, outcome, account_id FROM attempt WHERE subject_id = %s ORDER BY round, number",
        (case.id,),
    )


@given(ANSWERS)
def test_an_answer_is_bad_when_any_of_three_things_went_wrong(answer: Answer) -> None:
    wrong = (answer.solved == "no", answer.satisfaction == "dissatisfied", answer.contacted is False)
    assert is_bad(answer) == any(wrong)


@given(st.lists(st.integers(0, 5), max_size=8), st.integers(1, 5), st.integers(1, 4))
def test_given_up_needs_enough_attempts_on_enough_days(offsets: list[int], times: int, over: int) -> None:
    days = [date(2026, 3, 10) + timedelta(days=n) for n in offsets]
    assert given_up(days, attempts=times, over_days=over) == (len(offsets) >= times and len(set(offsets)) >= over)


@ROLLED_BACK
class TestWhatTheCitizenSays:
    def test_solved_and_satisfied_closes(self, city: City) -> None:
        case = checked(city).visit(GOOD)
        assert (case.state, case.row["outcome"]) == (OrderState.CLOSED, Outcome.SATISFIED)

    @pytest.mark.parametrize(
        "answer",
        [
            Answer(True, Solved.NO, Satisfaction.SATISFIED),
            Answer(True, Solved.YES, Satisfaction.DISSATISFIED),
            Answer(False, Solved.YES, Satisfaction.SATISFIED),
        ],
        ids=["not solved", "dissatisfied", "never contacted"],
    )
    def test_each_of_three_faults_is_judged(self, city: City, answer: Answer) -> None:
        case = checked(city).visit(answer)
        assert (case.state, case.row["outcome"]) == (OrderState.REDO_REVIEW, "")

    @pytest.mark.parametrize("satisfaction", [Satisfaction.FAIR, Satisfaction.SO_SO])
    def test_lukewarm_closes(self, city: City, satisfaction: Satisfaction) -> None:
        assert checked(city).visit(Answer(True, Solved.PARTLY, satisfaction)).state == OrderState.CLOSED

    def test_who_wants_no_follow_up_gets_none(self, city: City) -> None:
        case = checked(city).ring(AttemptOutcome.DECLINED)
        assert (case.state, case.row["outcome"]) == (OrderState.CLOSED, Outcome.DECLINED)
        assert sql.rows("SELECT 1 FROM rating") == []

    def test_reached_without_an_answer_is_no_follow_up(self, city: City) -> None:
        case = checked(city)
        with pytest.raises(Invalid):
            case.visit(None, AttemptOutcome.REACHED)
        assert attempts(case) == []

    def test_the_opinion_is_sealed_and_not_in_the_ledger(self, city: City) -> None:
        case = checked(city).visit(BAD, opinion="  墙还是湿的 ", attitude="so_so")
        rating = sql.row("SELECT * FROM rating WHERE order_id = %s", (case.id,))
        assert rating is not None
        assert unseal(rating["opinion"], "rating.opinion", rating["id"]) == "墙还是湿的"
        assert (rating["solved"], rating["satisfaction"], rating["contacted"], rating["attitude"], rating["source"]) == (
            "no", "dissatisfied", True, "so_so", "visit",
        )  # fmt: skip
        assert "墙" not in str(sql.rows("SELECT payload FROM event"))

    def test_the_citizen_is_told_of_the_end(self, city: City) -> None:
        case = checked(city).visit(GOOD)
        [text] = message_texts(case.taken.appeal_id, "order_closed")
        assert case.row["number"] in text


@ROLLED_BACK
class TestInVain:
    def test_attempts_are_numbered_within_the_round(self, city: City, hands: Hands) -> None:
        case = checked(city).ring().ring(AttemptOutcome.BUSY).visit(BAD).redo().handled().ring()
        assert [(a["round"], a["number"], a["outcome"]) for a in attempts(case)] == [
            (0, 1, "no_answer"), (0, 2, "busy"), (0, 3, "reached"), (1, 1, "no_answer"),
        ]  # fmt: skip
        assert {a["account_id"] for a in attempts(case)} == {city.caller_back.account_id}

    def test_three_times_on_one_day_is_not_enough(self, city: City) -> None:
        case = checked(city)
        for outcome in IN_VAIN:
            case.ring(outcome)
        assert case.state == OrderState.PENDING_VISIT

    def test_twice_on_two_days_is_not_enough(self, city: City, hands: Hands) -> None:
        case = checked(city).ring()
        hands.move(days=1)
        assert case.ring().state == OrderState.PENDING_VISIT

    @pytest.mark.parametrize("outcome", IN_VAIN)
    def test_three_times_on_two_days_ends_it_unreached(self, city: City, hands: Hands, outcome: AttemptOutcome) -> None:
        case = checked(city).ring().ring()
        hands.move(days=1)
        case.ring(outcome)
        assert (case.state, case.row["outcome"]) == (OrderState.CLOSED, Outcome.UNREACHED)
        assert audit.verify() == []

    def test_days_are_the_regions(self, city: City, hands: Hands) -> None:
        """23:50 and 00:10 in Jiujiang are two days, though one in UTC."""
        case = checked(city)
        hands.move(hours=14, minutes=50)
        case.ring().ring()
        hands.move(minutes=20)
        assert case.ring().row["outcome"] == Outcome.UNREACHED

    def test_attempts_of_an_earlier_round_do_not_count(self, city: City, hands: Hands) -> None:
        case = checked(city).ring().ring().visit(BAD).redo()
        hands.move(days=1)
        assert case.handled().ring().state == OrderState.PENDING_VISIT

    def test_an_attempt_moves_nothing_but_is_in_the_ledger(self, city: City) -> None:
        case = checked(city)
        version = case.version
        case.ring()
        assert (case.state, case.version) == (OrderState.PENDING_VISIT, version)
        told = sql.row("SELECT actor, order_id FROM event WHERE kind = 'visit.attempted'")
        assert told == {"actor": str(city.caller_back.account_id), "order_id": case.id}


@ROLLED_BACK
class TestWhoMayAsk:
    def test_never_the_handling_unit(self, city: City) -> None:
        case = checked(city)
        with pytest.raises(WrongState, match="承办单位不能回访"):
            case.visit(by=city.clerk_who_calls_back)
        assert "record_visit" not in [o["name"] for o in offers(city.clerk_who_calls_back, case.row)]
        other = replied_by_water(city).pass_check()
        assert other.visit(by=city.clerk_who_calls_back).state == OrderState.CLOSED

    def test_never_the_agent_who_took_it(self, city: City) -> None:
        case = checked(city, by=city.agent_who_calls_back)
        with pytest.raises(WrongState, match="受理人"):
            case.visit(by=city.agent_who_calls_back)
        assert "record_visit" not in [o["name"] for o in offers(city.agent_who_calls_back, case.row)]
        assert checked(city).visit(by=city.agent_who_calls_back).state == OrderState.CLOSED

    def test_nor_the_agent_who_took_up_what_was_filed(self, city: City) -> None:
        taken = filed(city)
        by = city.agent_who_calls_back
        case = Case(city, intake.submit(doer=by, form=form(), appeal_id=taken.appeal_id, version=1))
        case.dispatch().handled()
        with pytest.raises(WrongState, match="受理人"):
            case.visit(by=by)

    @pytest.mark.parametrize(
        "somebody", ["agent", "dispatcher", "clerk", "leader", "supervisor", "administrator", "auditor"]
    )
    def test_nor_anybody_without_the_post(self, city: City, somebody: str) -> None:
        with pytest.raises(Forbidden):
            checked(city).visit(by=getattr(city, somebody))

    def test_nor_the_follow_up_of_another_scope(self, city: City) -> None:
        with pytest.raises(Forbidden):
            checked(city).visit(by=city.other_caller_back)

    def test_two_at_once_ask_once(self, city: City) -> None:
        """The second has an old version in hand."""
        case = checked(city)
        stale = case.version
        case.visit()
        with pytest.raises(Conflict, match="办结"):
            record_visit(doer=city.caller_back, order_id=case.id, version=stale, outcome=AttemptOutcome.NO_ANSWER)


def replied_by_water(city: City) -> Case:
    case = dispatched_to_water(city)
    return case.sign(city.water_clerk).contact(city.water_clerk).reply(city.water_clerk)


def dispatched_to_water(city: City) -> Case:
    return submitted(city).dispatch(lead="JJ-SWGS")


@ROLLED_BACK
class TestTheJudgingBehindIt:
    def test_a_redo_goes_back_to_the_same_unit_in_a_new_round(self, city: City) -> None:
        case = doubted(city)
        unit = case.lead["unit_id"]
        case.redo()
        assert (case.state, case.row["round"], case.lead["unit_id"]) == (OrderState.IN_PROGRESS, 1, unit)

    def test_two_redos_at_most_then_only_the_explained_end(self, city: City) -> None:
        case = doubted(city)
        for _ in range(2):
            case.redo().handled().visit(BAD)
        with pytest.raises(WrongState, match="已重办 2 次，达到上限"):
            case.redo()
        assert [o["name"] for o in offers(city.supervisor, case.row)] == ["explain_end"]
        case.explain_end()
        assert (case.state, case.row["outcome"], case.row["round"]) == (OrderState.CLOSED, Outcome.EXPLAINED, 2)

    @pytest.mark.parametrize("empty", ["", "   "])
    def test_the_explanation_must_be_written(self, city: City, empty: str) -> None:
        case = doubted(city)
        with pytest.raises(Invalid):
            closing.explain_end(doer=city.supervisor, order_id=case.id, version=case.version, explanation=empty)
        with pytest.raises(Invalid):
            case.redo(opinion=empty)


@ROLLED_BACK
class TestTheRatingInThePortal:
    def test_before_the_follow_up_it_counts_as_the_follow_up(self, city: City) -> None:
        case = checked(city).rate(GOOD)
        assert (case.state, case.row["outcome"]) == (OrderState.CLOSED, Outcome.SATISFIED)
        assert checked(city).rate(BAD).state == OrderState.REDO_REVIEW

    def test_a_bad_one_after_closing_raises_the_review(self, city: City) -> None:
        case = checked(city).visit(GOOD).rate(BAD)
        assert (case.state, case.row["closed_at"], case.row["outcome"]) == (OrderState.REDO_REVIEW, None, "")
        assert case.running == {"judge"}
        assert case.redo().state == OrderState.IN_PROGRESS
        assert audit.verify() == []

    def test_a_good_one_after_closing_changes_nothing(self, city: City) -> None:
        case = checked(city).visit(GOOD)
        before = case.row
        assert case.rate(GOOD).row == before

    def test_a_second_one_of_the_same_round_is_refused(self, city: City) -> None:
        case = checked(city).rate(GOOD)
        with pytest.raises(Conflict, match="已经评价过"):
            case.rate(BAD)
        assert case.state == OrderState.CLOSED

    def test_each_round_has_its_own(self, city: City) -> None:
        case = checked(city).rate(BAD).redo().handled().rate(GOOD)
        assert case.state == OrderState.CLOSED
        assert [r["round"] for r in sql.rows("SELECT round FROM rating ORDER BY at, round")] == [0, 1]

    def test_after_the_window_a_bad_one_no_longer_brings_it_back(self, city: City, hands: Hands) -> None:
        case = checked(city).visit(GOOD)
        hands.move(days=30, minutes=1)
        with pytest.raises(WrongState, match="办结已超过 30 天"):
            case.rate(BAD)
        assert case.state == OrderState.CLOSED
        assert len(sql.rows("SELECT 1 FROM rating")) == 1

    def test_on_the_last_day_of_the_window_it_still_does(self, city: City, hands: Hands) -> None:
        case = checked(city).visit(GOOD)
        hands.move(days=30)
        assert case.rate(BAD).state == OrderState.REDO_REVIEW

    @pytest.mark.parametrize("early", [dispatched, replied, doubted])
    def test_before_there_is_an_answer_or_while_it_is_judged_nothing_is_rated(self, city: City, early: object) -> None:
        assert callable(early)
        with pytest.raises(WrongState, match="还不能评价"):
            early(city).rate(GOOD)

    def test_an_answer_on_the_line_can_be_rated_and_stays_ended(self, city: City) -> None:
        taken = intake.answer(doer=city.agent, form=form(appeal_type="consult"), answer="请到政务大厅三楼办理")
        Case(city, taken).rate(BAD)
        assert sql.row("SELECT state FROM appeal WHERE id = %s", (taken.appeal_id,)) == {"state": "answered"}


@ROLLED_BACK
@pytest.mark.parametrize("table", ["attempt", "rating"])
def test_what_was_asked_and_said_is_never_changed(city: City, table: str) -> None:
    checked(city).visit(GOOD)
    for statement in (f"UPDATE {table} SET round = 9", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            sql.execute(statement)
