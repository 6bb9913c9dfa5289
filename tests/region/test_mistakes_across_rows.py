"""Rows that contradict each other are named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.region.broken import Sheet, mistakes_of
from yihao.app.region import Mistake, read_pack

Open = Callable[[str], Sheet]


def only(folder: Path) -> Mistake:
    (mistake,) = mistakes_of(folder)
    return mistake


def test_doubled_code(folder: Path, sheet: Open) -> None:
    refusals = sheet("refusals.csv")
    row = refusals.append("petition", "再写一次", "请走信访渠道。", "信访部门", "", "示例", "true")
    mistake = only(folder)
    assert (mistake.file, mistake.row, mistake.column) == ("refusals.csv", row, "code")
    assert f"第 {refusals.row_of('petition')} 行重复" in mistake.reason


def test_doubled_number(folder: Path, sheet: Open) -> None:
    hotlines = sheet("hotlines.csv")
    row = hotlines.append(
        "12315", "又一次", "dual_number", "2", "99", "JJ-SCJGJ", "false", "false", "", "", "", "", "示例", ""
    )
    assert (only(folder).row, only(folder).column) == (row, "number")


def test_units_in_a_circle(folder: Path, sheet: Open) -> None:
    units = sheet("units.csv")
    units.set(units.row_of("JJ-GAJ"), "parent", "JJ-JGZD")
    rows = {m.row for m in mistakes_of(folder) if m.column == "parent" and "回到自己" in m.reason}
    assert rows == {units.row_of("JJ-GAJ"), units.row_of("JJ-JGZD")}


def test_number_absorbed_in_a_circle(folder: Path, sheet: Open) -> None:
    hotlines = sheet("hotlines.csv")
    hotlines.set(hotlines.row_of("12315"), "absorbed_into", "12358")
    rows = {m.row for m in mistakes_of(folder) if "回到自己" in m.reason}
    assert rows == {hotlines.row_of("12315"), hotlines.row_of("12358")}


def test_second_root(folder: Path, sheet: Open) -> None:
    units = sheet("units.csv")
    units.set(units.row_of("JJ-GAJ"), "parent", "")
    assert "现在有 2 个" in only(folder).reason


def test_county_without_government(folder: Path, sheet: Open) -> None:
    areas = sheet("areas.csv")
    areas.append("3604Z9", "某某新区", "360400", "zone", "", "", "", "")
    mistake = only(folder)
    assert (mistake.file, mistake.row) == ("units.csv", 0)
    assert "某某新区" in mistake.reason


def test_rules_that_overlap_in_time(folder: Path, sheet: Open) -> None:
    catalogue = sheet("catalogue.csv")
    first = catalogue.row_of("010101")
    row = catalogue.append("010101", "", "JJ-ZJJ", "", "示例", "2026-01-01", "", "")
    mistake = only(folder)
    assert (mistake.file, mistake.row, mistake.column) == ("catalogue.csv", row, "valid_from")
    assert f"第 {first} 行" in mistake.reason


def test_a_rule_may_follow_another(folder: Path, sheet: Open) -> None:
    catalogue = sheet("catalogue.csv")
    catalogue.set(catalogue.row_of("010101"), "valid_to", "2026-01-01")
    catalogue.append("010101", "", "JJ-ZJJ", "", "示例", "2026-01-01", "", "")
    assert read_pack(folder)[1] == []


def test_dissolved_unit_still_leads(folder: Path, sheet: Open) -> None:
    units = sheet("units.csv")
    row = units.row_of("JJ-TYJ")
    units.set(row, "valid_to", "2024-06-01")
    units.set(row, "successor", "JJ-JYJ")
    mistakes = mistakes_of(folder)
    assert {m.file for m in mistakes} == {"classes.csv"}
    assert all("JJ-JYJ" in m.reason and "2024-06-01" in m.reason for m in mistakes)


def test_leaf_without_a_unit_in_some_county(folder: Path, sheet: Open) -> None:
    """水利局 begins only later: the leaf it leads in one county has nobody there until then."""
    units, catalogue, classes = sheet("units.csv"), sheet("catalogue.csv"), sheet("classes.csv")
    units.set(units.row_of("JJ-SLJ"), "valid_from", "2030-01-01")
    leaf = next(row[0] for row in classes.rows if row[1] == "农村饮水安全")
    catalogue.append(leaf, "360424", "JJ-SLJ", "", "示例", "", "", "")
    mistake = only(folder)
    assert (mistake.file, mistake.row) == ("classes.csv", classes.row_of(leaf))
    assert "修水县" in mistake.reason
    assert "2021-11-01" in mistake.reason


@pytest.mark.parametrize("lead", ["@town", "JJ-360403001"])
def test_township_lead_without_its_county(folder: Path, sheet: Open, lead: str) -> None:
    """国办函〔2025〕66号(五): what goes to a township is seen by its county."""
    catalogue = sheet("catalogue.csv")
    row = catalogue.row_of("010101")
    catalogue.set(row, "lead", lead)
    mistake = only(folder)
    assert (mistake.file, mistake.row, mistake.column) == ("catalogue.csv", row, "copies")
    assert "抄送县级" in mistake.reason


def test_missing_emergency_number(folder: Path, sheet: Open) -> None:
    transfers = sheet("transfers.csv")
    transfers.set(transfers.row_of("122"), "kind", "elsewhere")
    assert (only(folder).file, only(folder).row) == ("transfers.csv", 0)
    assert "122" in only(folder).reason


def test_missing_limit_of_a_type(folder: Path, sheet: Open) -> None:
    limits = sheet("limits.csv")
    limits.rows = [row for row in limits.rows if row[0] != "suggest"]
    limits.save()
    assert any("建议" in m.reason and m.file == "limits.csv" for m in mistakes_of(folder))
