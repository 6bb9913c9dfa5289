"""`yihao hotlines dial`: the keys of its JSON, and the sentences of its text."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from yihao.cli.hotlines import as_dict, dial, told
from yihao.hotlines import queries
from yihao.kernel.settings import settings

AT = datetime(2021, 12, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
KEYS = {"number", "at", "mode", "status", "steps", "takes_complaints", "lands_on", "clause"}


def text(region: str, number: str) -> str:
    return told(queries.route(region, number, AT), queries.plan(region), queries.unit_namer(region))


@pytest.mark.parametrize("number", ["12318", "8225849", "12333", "12319", "12358", "12366", "12345", "110", "999"])
def test_keys_of_the_json(region: str, number: str) -> None:
    said = as_dict(queries.route(region, number, AT))
    assert set(said) == KEYS
    for step in said["steps"]:
        assert set(step) <= {"do", "text", "prompt", "target", "skill", "choices"}
        assert all(step.values())


def test_text_of_a_number_in_its_month(region: str) -> None:
    said = text(region, "12318")
    assert "2021年12月20日 10:00（星期一）拨打 12318 文化市场举报电话" in said
    assert "1. 播放：“您好，欢迎您的来电，此号码热线功能已并入12345，业务咨询及投诉，请拨打12345热线”" in said
    assert "2. 挂断" in said
    assert "方案 三(一)1" in said


def test_text_of_a_menu_and_a_chain(region: str) -> None:
    assert "按 0 人工服务 → 12345综合座席" in text(region, "12319")
    said = text(region, "12358")
    assert "1. 转到 12315 市场监管服务热线" in said


def test_before_anything_is_set_up_the_pack_answers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("YIHAO_DATA", str(tmp_path))
        elsewhere.delenv("DATABASE_URL")
        settings.cache_clear()
        dial("12318", AT.replace(tzinfo=None), as_json=True)
    settings.cache_clear()
    said = json.loads(capsys.readouterr().out)
    assert (said["at"], said["status"], said["steps"][-1]) == (
        "2021-12-20T10:00:00+08:00",
        "transition",
        {"do": "hang_up"},
    )
    assert not list(tmp_path.iterdir())
