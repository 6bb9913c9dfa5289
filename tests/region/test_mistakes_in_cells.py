"""A bad cell is named by file, row, column and what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.region.broken import Sheet, mistakes_of

CASES = [
    ("areas.csv", "360403", "valid_from", "2021/11/01", "2021-11-01"),
    ("areas.csv", "360403", "valid_to", "2021-02-30", "确有这一天"),
    ("areas.csv", "360403", "level", "district", "可选值"),
    ("areas.csv", "360403001", "parent", "360424001", "没有所属的县区"),
    ("areas.csv", "360403001", "parent", "", "没有所属的县区"),
    ("areas.csv", "360403", "parent", "360402", "上一级"),
    ("areas.csv", "360403", "old_names", "九江县", "会认错地方"),
    ("areas.csv", "360403", "old_names", "甲||乙", "空值"),
    ("villages.csv", "360402001001", "parent", "360402999", "360402999"),
    ("units.csv", "JJ-CGJ", "type", "BUREAU", "可选值"),
    ("units.csv", "JJ-CGJ", "tier", "9", "1 到 4"),
    ("units.csv", "JJ-CGJ", "handles", "是", "true 或 false"),
    ("units.csv", "JJ-CGJ", "name", "", "不能为空"),
    ("units.csv", "JJ-CGJ", "parent", "JJ-NONE", "JJ-NONE"),
    ("units.csv", "JJ-CGJ", "area", "360499", "360499"),
    ("units.csv", "JJ-CGJ", "successor", "JJ-NONE", "JJ-NONE"),
    ("units.csv", "JJ-CGJ", "name", "九江市民政局", "重复"),
    ("units.csv", "JJ-CGJ", "duty_phone", "打总机", "值班电话"),
    ("units.csv", "JJ-360403001", "parent", "JJ-360424", "所在县区"),
    ("units.csv", "JJ-360403001", "handles", "false", "属地工单"),
    ("classes.csv", "0101", "code", "01A1", "4 位数字"),
    ("classes.csv", "010101", "parent", "0102", "上级应是"),
    ("classes.csv", "010101", "limit", "forever", "limits.csv"),
    ("classes.csv", "010101", "limit", "", "general"),
    ("classes.csv", "010101", "default_unit", "", "默认承办单位"),
    ("classes.csv", "010101", "default_unit", "JJ-JWJW", "不是承办单位"),
    ("classes.csv", "010101", "keywords", "公租房", "2 到 6 个"),
    ("catalogue.csv", "010101", "class", "990101", "classes.csv"),
    ("catalogue.csv", "010101", "area", "360499", "areas.csv"),
    ("catalogue.csv", "010101", "lead", "JJ-360403-RX", "不能主办"),
    ("catalogue.csv", "010101", "lead", "JJ-NONE", "JJ-NONE"),
    ("catalogue.csv", "010101", "lead", "@village", "@village"),
    ("catalogue.csv", "010101", "copies", "@county", "不用再抄送"),
    ("catalogue.csv", "010101", "copies", "JJ-NONE", "JJ-NONE"),
    ("catalogue.csv", "010101", "basis", "", "不能为空"),
    ("catalogue.csv", "010101", "valid_to", "2020-01-01", "晚于"),
    ("limits.csv", "general", "handle_unit", "week", "可选值"),
    ("limits.csv", "general", "sign_amount", "-1", "整数"),
    ("limits.csv", "general", "urgency", "很急", "特急"),
    ("limits.csv", "consult", "appeal_type", "问询", "咨询"),
    ("refusals.csv", "petition", "never_for_safety", "false", "不得拒绝"),
    ("transfers.csv", "110", "number", "", "紧急号码"),
    ("transfers.csv", "court", "number", "12309", "重复"),
    ("transfers.csv", "court", "number", "1236-8", "数字"),
    ("hotlines.csv", "8259110", "number", "110", "紧急号码"),
    ("hotlines.csv", "8259110", "number", "12345", "自己的号码"),
    ("hotlines.csv", "8259110", "number", "0792-8259110", "区号"),
    ("hotlines.csv", "8259110", "owner_unit", "JJ-NONE", "JJ-NONE"),
    ("hotlines.csv", "8259110", "mode", "merged", "可选值"),
    ("hotlines.csv", "8259110", "seq", "2", "重复"),
    ("hotlines.csv", "12358", "absorbed_into", "12399", "12399"),
    ("hotlines.csv", "8259110", "area", "360400", "县区"),
    ("hotlines.csv", "8259110", "phase", "7", "第 7 阶段"),
    ("hotlines.csv", "8259110", "retained_by", "省某文件", "应留空"),
    ("hotline_periods.csv", "12318", "valid_to", "2022-01-26", "过渡期为 1 个月"),
    ("hotline_periods.csv", "12318", "menu", "12315", "只有双号并行"),
    ("hotline_periods.csv", "12318", "number", "12320", "12320"),
    ("hotline_periods.csv", "12333", "seats_in", "maybe", "true 或 false"),
    ("hotline_periods.csv", "12333", "skill", "nobody", "nobody"),
    ("hotline_periods.csv", "12366", "kept_skill", "general", "分中心"),
    ("hotline_periods.csv", "12315", "menu", "12399", "12399"),
    ("skills.csv", "kept_water", "unit", "JJ-NONE", "JJ-NONE"),
    ("skills.csv", "consult", "overflow_after", "0", "同时填写"),
    ("skills.csv", "general", "overflow", "consult", "回到自己"),
    ("menus.csv", "12315", "key", "5", "没有说到按键 5"),
    ("menus.csv", "12315", "skill", "nobody", "nobody"),
    ("merge_tasks.csv", "notice", "modes", "whole", "没有“whole”"),
    ("merge_tasks.csv", "notice", "due_days", "soon", "天数"),
    ("merge_tasks.csv", "notice", "code", "prompt", "写了两次"),
]


@pytest.mark.parametrize(("file", "key", "column", "value", "words"), CASES)
def test_bad_cell(
    folder: Path, sheet: Callable[[str], Sheet], file: str, key: str, column: str, value: str, words: str
) -> None:
    table = sheet(file)
    row = table.row_of(key)
    table.set(row, column, value)
    named = [m for m in mistakes_of(folder) if (m.file, m.column) == (file, column) and words in m.reason]
    rows = {m.row for m in named}
    if words in ("重复", "会认错地方"):  # of two equal values the later row is named
        assert max(rows) >= row
    else:
        assert row in rows
