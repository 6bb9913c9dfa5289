"""The engine's own record of calls while no switchboard was there."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihao.calls.switchboard.fallback import FallbackCall, Record, Unreadable, call_of, calls_of

NOON = datetime(2021, 12, 20, 4, tzinfo=UTC)
TAKEN = "1639972800.17|12333|13807920001|1639972800|25|1639972900|PJSIP/seat-7"
GIVEN_UP = "1639972801.18|12345|+8679212345|1639972801||1639972830|"


def test_a_call_that_a_seat_took() -> None:
    assert call_of(TAKEN) == FallbackCall(
        channel="1639972800.17",
        called="12333",
        caller="13807920001",
        began=NOON,
        answered=NOON + timedelta(seconds=25),
        ended=NOON + timedelta(seconds=100),
        endpoint="seat-7",
    )


def test_a_call_that_nobody_took_has_no_answer() -> None:
    call = call_of(GIVEN_UP)
    assert (call.answered, call.endpoint, call.caller) == (None, "", "+8679212345")


def test_a_withheld_number_is_none() -> None:
    assert call_of(GIVEN_UP.replace("+8679212345", "")).caller == ""


@pytest.mark.parametrize(
    "line",
    [
        "",
        "half a li",
        TAKEN + "|more",
        TAKEN.replace("|25|", "|soon|"),
        TAKEN.replace("|25|", "|2500|"),  # answered after the end
        TAKEN.replace("1639972900", "1639972700"),  # ended before it began
        TAKEN.replace("1639972800.17", ""),
        TAKEN.replace("13807920001", "1380792<script>"),
        TAKEN.replace("1639972800|", "9" * 30 + "|"),
    ],
)
def test_what_the_dialplan_cannot_have_written_is_refused(line: str) -> None:
    with pytest.raises(Unreadable) as refused:
        call_of(line)
    assert "1380792" not in str(refused.value)


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=80), max_size=8))
def test_one_bad_line_spoils_no_other(others: list[str]) -> None:
    assert call_of(TAKEN) in calls_of([*others, TAKEN, *others])


def test_the_same_call_twice_is_one(tmp_path: Path) -> None:
    assert len(calls_of([TAKEN, GIVEN_UP, TAKEN])) == 2


def test_no_record_is_no_calls(tmp_path: Path) -> None:
    record = Record(tmp_path / "fallback.csv")
    assert record.read() == []
    assert record.forget()


def test_calls_stay_until_they_are_entered(tmp_path: Path) -> None:
    file = tmp_path / "fallback.csv"
    file.write_text(TAKEN + "\n")
    assert [c.called for c in Record(file).read()] == ["12333"]
    file.write_text(
        GIVEN_UP + "\n"
    )  # the next call ends, and the switchboard was killed before it had entered the first
    again = Record(file)
    assert [c.called for c in again.read()] == ["12333"]
    assert again.forget()
    assert [c.called for c in again.read()] == ["12345"]
    assert again.forget()
    assert again.read() == []
    assert list(tmp_path.iterdir()) == []


def test_a_line_that_comes_while_entering_is_not_lost(tmp_path: Path) -> None:
    file = tmp_path / "fallback.csv"
    file.write_text(TAKEN + "\n")
    record = Record(file)
    record.read()
    with next(tmp_path.iterdir()).open("a") as the_engines:  # it had opened the file before it was set aside
        the_engines.write(GIVEN_UP + "\n")
    assert not record.forget()
    assert len(record.read()) == 2
    assert record.forget()
