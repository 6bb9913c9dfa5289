"""办理时限: 特急 first, then the class's own, then by the type of the appeal, then the general one (领域档案 3.7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalogue.trees import CLASSES
from yihao.catalogue.rules import choose_limit
from yihao.catalogue.values import AppealType, LimitRow, Urgency
from yihao.kernel.calendar import Limit, Unit


def row(code: str, urgency: str = "", appeal_type: str = "", **more: object) -> LimitRow:
    return LimitRow(code, code, urgency, appeal_type, 1, "working_day", 5, "working_day", **more)  # type: ignore[arg-type]


LIMITS = [
    row("consult", appeal_type="consult"),
    row("report", appeal_type="report"),
    row("utility"),
    row("complex"),
    row("general"),
    row("urgent", urgency="critical"),
]


def chosen(
    class_code: str, appeal_type: str = "help", urgency: str = "normal", limits: list[LimitRow] | None = None
) -> str:
    return choose_limit(
        limits=LIMITS if limits is None else limits,
        classes=CLASSES,
        class_code=class_code,
        appeal_type=appeal_type,
        urgency=urgency,
    ).code


@pytest.mark.parametrize(
    ("class_code", "appeal_type", "urgency", "code"),
    [
        ("040101", "consult", "critical", "urgent"),  # 特急 before everything
        ("040102", "help", "critical", "urgent"),
        ("040102", "consult", "normal", "complex"),  # the class's own before the type's
        ("040101", "consult", "normal", "utility"),  # inherited from the class above
        ("0402", "consult", "normal", "consult"),  # by type
        ("0402", "report", "urgent", "report"),  # 紧急 has no limit of its own
        ("0402", "help", "normal", "general"),
        ("unknown", "help", "normal", "general"),
    ],
)
def test_which_limit_counts(class_code: str, appeal_type: str, urgency: str, code: str) -> None:
    assert chosen(class_code, appeal_type, urgency) == code


def test_a_class_that_names_a_limit_that_is_not_there_is_passed_over() -> None:
    assert chosen("040102", "consult", limits=[row("general"), row("consult", appeal_type="consult")]) == "consult"


def test_without_a_limit_for_critical_it_is_as_for_any() -> None:
    assert chosen("040102", urgency="critical", limits=LIMITS[:-1]) == "complex"


def test_without_any_that_fits_there_is_an_error() -> None:
    with pytest.raises(LookupError):
        chosen("0402", limits=[row("consult", appeal_type="consult"), row("urgent", urgency="critical"), row("own")])


@given(st.sampled_from([*CLASSES, "none"]), st.sampled_from(AppealType), st.sampled_from(Urgency))
def test_with_a_general_limit_there_is_always_one(class_code: str, appeal_type: AppealType, urgency: Urgency) -> None:
    found = chosen(class_code, appeal_type, urgency)
    assert (found == "urgent") is (urgency is Urgency.CRITICAL)


def test_the_limits_of_a_row() -> None:
    found = LimitRow("urgent", "特急", "critical", "", 15, "minute", 24, "hour", 2, "hour")
    assert (found.sign, found.handle, found.contact) == (
        Limit(15, Unit.MINUTE),
        Limit(24, Unit.HOUR),
        Limit(2, Unit.HOUR),
    )
    assert row("general").contact is None
