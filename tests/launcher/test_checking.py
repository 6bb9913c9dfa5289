"""bin/test reports what pytest said, and on CI nothing may be left out."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program behind bin/test."""
    file = Path(__file__).parents[2] / "bin/lib/check.py"
    spec = importlib.util.spec_from_file_location("check", file)
    assert spec is not None and spec.loader is not None
    monkeypatch.setattr("sys.path", [])
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(__import__("sys").modules, "check", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "IN_CI", False)
    return module


@pytest.mark.parametrize(
    ("line", "passed", "failed", "errors", "skipped"),
    [
        ("===== 275 passed in 29.83s =====", 275, 0, 0, 0),
        ("= 1 failed, 275 passed, 3 skipped, 2 deselected, 1 warning in 100.20s (0:01:40) =", 275, 1, 0, 3),
        ("====== 4 passed, 2 errors in 0.10s ======", 4, 0, 2, 0),
        ("====== 1 error in 0.10s ======", 0, 0, 1, 0),
    ],
)
def test_the_counts_are_read(check: ModuleType, line: str, passed: int, failed: int, errors: int, skipped: int) -> None:
    count = check.counter(line)
    found = (count("passed"), count("failed"), count("errors?"), count("skipped"))
    assert found == (passed, failed, errors, skipped)


def test_the_last_line_sums_up(check: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = [check.Outcome("a", 1, 0, 0.1), check.Outcome("b", 10, 2, 3.0)]
    assert check.report(outcomes, ["浏览器测试（没有 Chromium）"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "11 passed, 2 failed"
    assert "未运行：浏览器测试（没有 Chromium）" in said


def test_what_is_left_out_fails_only_on_ci(check: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for outcome, left_out in ((check.Outcome("a", 1, 0, 0.1, "跳过 1"), []), (check.Outcome("a", 1, 0, 0.1), ["x"])):
        monkeypatch.setattr(check, "IN_CI", False)
        assert check.report([outcome], left_out) == 0
        monkeypatch.setattr(check, "IN_CI", True)
        assert check.report([outcome], left_out) == 1
