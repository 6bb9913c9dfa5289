"""The dialplan holds no rules of the hotline: into the switchboard's hands, or into the fallback queue."""

import pytest

from tests.calls.engine_lines import entries, files_with


def _steps(called_from: str) -> list[str]:
    plan = files_with(called_from=called_from)["extensions.conf"]
    return [value for section, _, value in entries(plan) if section == "[trunk]"]


@pytest.mark.parametrize("called_from", ["uri", "to", "p_called_party_id"])
def test_dialplan_has_at_most_forty_lines(called_from: str) -> None:
    plan = files_with(called_from=called_from)["extensions.conf"]
    assert len([line for line in plan.splitlines() if line.strip()]) <= 40


@pytest.mark.parametrize(
    ("called_from", "header"), [("to", "To"), ("p_called_party_id", "P-Called-Party-ID"), ("uri", "To")]
)
def test_number_dialled_comes_from_where_the_carrier_writes_it(called_from: str, header: str) -> None:
    steps = _steps(called_from)
    assert f"PJSIP_HEADER(read,{header})" in steps[3]
    assert ("${EXTEN}" in steps[4]) is (called_from == "uri")


@pytest.mark.parametrize("called_from", ["uri", "to", "p_called_party_id"])
def test_recording_begins_before_anybody_decides(called_from: str) -> None:
    steps = _steps(called_from)
    recorded = next(n for n, step in enumerate(steps) if "MixMonitor" in step)
    assert recorded < next(n for n, step in enumerate(steps) if "Stasis" in step)


def test_what_the_other_side_sent_is_filtered_before_it_is_an_argument() -> None:
    for called_from in ("uri", "to", "p_called_party_id"):
        assert "Set(CALLED=${FILTER(0-9a-zA-Z+*#," in _steps(called_from)[4]
