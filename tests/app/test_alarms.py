"""The alarms: rules that Prometheus takes, each with a section of the runbook, and the same limits as `yihao status`."""

import re
import shutil
import subprocess
from pathlib import Path

import yaml

from yihao.app.metrics.alarms import ALARMS, names, ringing
from yihao.app.metrics.facts import MEANINGS, Fact

_DOCS = Path(__file__).parents[2] / "docs"
_RULES = _DOCS / "alerts.yml"


def test_the_rules_are_well_formed_and_ask_for_figures_that_there_are() -> None:
    rules = yaml.safe_load(_RULES.read_text(encoding="utf-8"))["groups"][0]["rules"]
    assert [r["alert"] for r in rules] == names()
    served = {"yihao_requests_total", "yihao_request_seconds_bucket"}
    for rule in rules:
        assert set(re.findall(r"yihao_\w+", rule["expr"])) <= set(MEANINGS) | served
        assert re.fullmatch(r"\d+m", rule["for"]) and rule["labels"]["severity"] in {"page", "ticket"}
    if shutil.which("promtool"):  # Debian's prometheus: its own parser has the last word where it is
        done = subprocess.run(["promtool", "check", "rules", _RULES], capture_output=True, text=True)
        assert done.returncode == 0 and f"{len(names())} rules found" in done.stdout, done.stdout + done.stderr


def test_each_watches_a_figure_that_there_is() -> None:
    assert {a.metric for a in ALARMS} <= set(MEANINGS)
    assert len(set(names())) == len(names())


def test_each_rings_beyond_its_limit_and_not_at_it() -> None:
    for alarm in ALARMS:
        labels = dict(re.findall(r'(\w+)="(\w+)"', alarm.labels))
        beyond = {">": alarm.limit + 1, "<": alarm.limit - 1, "==": alarm.limit}[alarm.compare]
        well = alarm.limit if alarm.compare != "==" else alarm.limit + 1
        fact = Fact(alarm.metric, beyond, labels)
        assert (alarm, fact) in ringing([fact])
        assert alarm not in [a for a, _ in ringing([Fact(alarm.metric, well, labels)])]
        if labels:
            assert alarm not in [a for a, _ in ringing([Fact(alarm.metric, beyond, dict.fromkeys(labels, "other"))])]


def test_each_has_its_section_in_the_runbook() -> None:
    sections = re.findall(r"^### (\w+)", (_DOCS / "operations.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [s for s in sections if s in names()] == names()
