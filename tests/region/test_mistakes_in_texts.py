"""Region, messages and portal texts: a slip is named by its key."""

from pathlib import Path

import pytest

from tests.region.broken import mistakes_of

CASES = [
    ("region.toml", 'code = "360400"', 'code = "九江"', "code", "6 位数字"),
    ("region.toml", '"Asia/Shanghai"', '"Asia/Jiujiang"', "timezone", "时区"),
    ("region.toml", "redo_max = 2", 'redo_max = "二"', "policy.redo_max", "整数"),
    ("region.toml", "redo_max = 2", "redo_maxx = 2", "policy.redo_maxx", "不认识"),
    ("region.toml", "yellow_fraction = 0.7", "yellow_fraction = 70", "policy.yellow_fraction", "小数"),
    ("region.toml", '["09:00", "20:00"]', '["20:00", "09:00"]', "policy.visit_hours", "晚于"),
    ("region.toml", '["14:00", "17:30"]', '["11:00", "17:30"]', "hours.afternoon", "早于"),
    ("region.toml", '["14:00", "17:30"]', '["下午", "17:30"]', "hours.afternoon", "时段"),
    ("region.toml", "to = 2021-11-01", "to = 2021-10-01", "names[2].from", "相接"),
    ("region.toml", "to = 2021-11-01", 'to = "2021-11-01"', "names[1].to", "不加引号"),
    ("region.toml", 'centre = "JJ-ZX"', 'centre = "JJ-NONE"', "centre.centre", "JJ-NONE"),
    ("messages.toml", "查询码{code}。", "查询码{phone}。", "messages.appeal_received.text", "{phone}"),
    ("messages.toml", "新工单{number}", "新工单{number.x}", "messages.order_dispatched_unit.text", "{number.x}"),
    ("messages.toml", "新工单{number}", "新工单{number", "messages.order_dispatched_unit.text", "花括号"),
    ("messages.toml", "[messages.order_closed]", "[messages.order_close]", "messages.order_closed", "缺少"),
    ("prompts.toml", 'merged_number = "', 'merged = "', "prompts.merged_number", "缺少这一项"),
    ("prompts.toml", 'menu_12315 = "', 'menu_12300 = "', "prompts.menu_12315", "语音菜单"),
    ("region.toml", "from = 2021-12-01", "from = 2021-11-25", "phases[2].to", "互不重叠"),
    ("region.toml", 'document = "', 'paper = "', "plan.document", "缺少这一项"),
    ("portal.toml", 'title = "个人信息处理说明"', 'title = ""', "privacy.title", "不为空"),
    ("staffing.toml", "rest_minutes = 660", "rest_minutes = -1", "rules.rest_minutes", "整数"),
    ("staffing.toml", "answered = 0.95", "answered = 95", "target.answered", "小数"),
    ("staffing.toml", 'unit = "JJ-SWJ"', 'unit = "JJ-NONE"', "queues[7].unit", "JJ-NONE"),
    ("staffing.toml", 'skill = "sub_tax"', 'skill = "general"', "queues[7].skill", "两次"),
    ("staffing.toml", 'skill = "sub_tax"', 'skill = "sub"', "queues[7].skill", "skills.csv"),
    ("staffing.toml", "share = 0.04", "share = 4", "queues[7].share", "小数"),
    ("staffing.toml", 'name = "夜班乙"', 'name = "夜班甲"', "shifts[8].name", "两次"),
    ("staffing.toml", '["23:00", "07:00"]', '["23:00", "23:00"]', "shifts[7].hours", "相同"),
    ("staffing.toml", '[["03:00", "03:30"]]', '"03:00"', "shifts[8].breaks", "休息"),
    ("exports.toml", "keep_days = 7", "keep_days = 0", "limits.keep_days", "整数"),
    ("exports.toml", '["number", "工单编号"]', '["nummer", "工单编号"]', "sets[1].columns", "nummer"),
    ("exports.toml", '["title", "标题"]', '["title", "工单编号"]', "sets[1].columns", "两次"),
    ("exports.toml", 'key = "exchange"', 'key = "desk"', "sets", "两次"),
    ("exports.toml", "explain = true", 'explain = "yes"', "purposes[5].explain", "true"),
    ("portal.toml", "[tracking]", "[track]", "tracking", "缺少"),
]


@pytest.mark.parametrize(("file", "old", "new", "column", "words"), CASES)
def test_slip(folder: Path, file: str, old: str, new: str, column: str, words: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert any((m.file, m.column) == (file, column) and words in m.reason for m in mistakes_of(folder))


def test_toml_syntax_names_the_line(folder: Path) -> None:
    path = folder / "region.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    row = lines.index('name = "九江市"') + 1
    lines[row - 1] = 'name = "九江市'
    path.write_text("\n".join(lines), encoding="utf-8")
    (mistake,) = mistakes_of(folder)
    assert (mistake.file, mistake.row) == ("region.toml", row)
