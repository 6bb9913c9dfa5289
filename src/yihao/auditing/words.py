"""Words for what stands in the ledger and the access log as codes: fields, codes, subjects, surfaces, looks."""

from collections.abc import Mapping
from typing import Any

from yihao.calls.values import nuisance, seats
from yihao.calls.values.calls import OUTCOME_NAMES as CALL_OUTCOMES
from yihao.calls.values.calls import SCORE_NAMES
from yihao.calls.values.recordings import DOWNLOAD_REASONS
from yihao.catalogue.values import APPEAL_TYPE_NAMES, DICTIONARY_NAMES, URGENCY_NAMES
from yihao.followups import values as followups
from yihao.followups.callbacks import values as callbacks
from yihao.hotlines.values import MODE_NAMES, STAGE_NAMES
from yihao.kernel.values import Via
from yihao.orders.values import states
from yihao.orders.values.reasons import ABANDON_REASONS, NO_CONTACT_REASONS, WITHDRAW_REASONS
from yihao.organisation.api import REVEAL_REASONS
from yihao.organisation.rosters import values as rosters
from yihao.organisation.values import ROLE_NAMES, UNIT_TYPE_NAMES

Names = Mapping[Any, str]

VIA_NAMES: Mapping[str, str] = {
    Via.DESK: "工作台",
    Via.PORTAL: "市民端",
    Via.ADMIN: "系统管理",
    Via.SYSTEM: "系统自动",
    Via.COMMAND: "服务器命令",
}
SUBJECT_NAMES: Mapping[str, str] = {
    "absence": "请假", "account": "账号", "appeal": "诉求", "assignment": "承办环节", "call": "通话", "call_parameters": "话务参数",
    "callback": "回拨任务", "clock": "时限", "contact": "来电来件", "dictionary": "字典", "duty": "班次", "hotline": "热线号码",
    "job": "后台任务", "ledger": "台账", "merge_plan": "归并方案", "message": "消息", "nuisance": "骚扰来电", "order": "工单",
    "petitioner": "诉求人", "published_number": "对外公布号码", "rating": "评价", "recording": "录音", "reveal": "完整信息",
    "roster_week": "排班", "seat": "座席", "shift": "班次设置", "standing_seats": "常设座席", "swap": "换班", "unit": "机构",
    "visit": "回访", "backup": "备份", "notice": "提醒", "notice_parameters": "提醒参数", "file": "附件", "attachment": "附件", "access_log": "访问记录",
}  # fmt: skip
LOOK_NAMES: Mapping[str, str] = {
    "open": "打开", "reveal": "查看完整信息", "export": "导出", "export_fetch": "下载导出文件", "lookup": "按来电查找诉求人",
    "attachment": "打开附件", "find_phone": "按电话查工单", "evidence": "调取骚扰来电证据", "play": "收听或下载录音", "call_out": "拨打诉求人电话",
    "listen": "监听通话", "whisper": "耳语", "barge": "强插通话", "take_over": "接管通话", "sign_in": "登录", "sign_in_failed": "登录失败",
    "read_ledger": "查阅台账", "read_access": "查阅访问记录",
}  # fmt: skip
DETAIL_NAMES: Mapping[str, str] = {
    "phone": "联系电话", "name": "姓名", "address": "地址", "id_number": "证件号码", "reported_party": "被反映人", "content": "诉求内容",
    "wanted": "诉求要求", "texts": "办理文字",
}  # fmt: skip
"""What was shown in clear."""

FIELD_NAMES: Mapping[str, str] = {
    "account_id": "人员", "active": "启用", "after": "变为", "agent_id": "话务员", "appeal_id": "诉求", "appeal_type": "诉求类型",
    "approval_id": "审批", "approved_on": "批准日期", "area": "地点", "bytes": "字节数", "files": "文件数", "missing": "缺失文件", "name": "名称", "made_at": "制作时间", "position": "台账位置", "manifest_digest": "清单摘要", "assignment_id": "承办环节", "attempt_id": "回访记录",
    "attitude": "态度评价", "before": "原为", "breaks": "休息时段", "by_owner": "本人设置", "calendar_version": "日历版本", "call_id": "通话",
    "called": "所拨号码", "called_number": "所拨号码", "calls": "来电次数", "catalogue_version": "派单目录版本", "centre_id": "热线工作机构",
    "channel": "来件渠道", "class_code": "问题分类", "classes_version": "分类版本", "clock_id": "时限", "clock_kind": "时限种类", "code": "代码",
    "contact_id": "来电来件", "contacted": "是否联系", "contacted_at": "联系时间", "copies": "抄送", "day": "日期", "dictionary": "字典",
    "digest": "摘要", "direction": "方向", "done_on": "完成日期", "due": "到期", "duties": "班次数", "duty_id": "班次",
    "effective_from": "生效时间", "end": "结束", "ends_at": "结束时间", "entries": "条目数", "field": "信息项", "findings": "异常数",
    "first": "起始位置", "first_day": "首日", "forced": "强制", "from_account_id": "原当班人", "from_id": "原上级机构", "grant_id": "授权", "ground": "不予受理理由",
    "handle_due": "办理期限", "inside_position": "库内位置", "inside_seal": "库内封印", "internal_text_id": "内部说明", "internal": "内部",
    "last": "截止位置", "later": "事后补录", "lead_id": "主办单位", "leg_id": "通话分支", "lifted": "解除限制", "limit": "时限规则",
    "limits_version": "时限版本", "mode": "归并方式", "monday": "周一日期", "number": "编号", "occurred_at": "发生时间", "order_id": "工单",
    "orders": "含工单重算", "other_duty_id": "对方班次", "outcome": "结果", "outside_position": "库外位置", "outside_seal": "库外封印",
    "owner_unit_id": "主管单位", "absorbed_into": "并入号码", "parent_id": "上级机构", "phase": "批次", "place": "座席地点",
    "public_text_id": "公开答复", "purpose": "用途", "rating_id": "评价", "reached": "已联系上", "reason": "理由", "reason_digest": "理由摘要",
    "receipt": "回执", "redo": "重办", "result": "办理结果", "role": "岗位", "round": "轮次", "rows": "行数", "satisfaction": "满意度",
    "score": "按键评价", "seat_id": "座席", "seats": "座席数", "seats_moved": "已移交座席", "seats_planned": "应移交座席",
    "secrecy": "公开程度", "shift_id": "班次设置", "sign_due": "签收期限", "size": "大小（字节）", "skill": "技能", "skills": "技能",
    "solved": "是否解决", "source": "评价来源", "staff_moved": "已移交人员", "staff_planned": "应移交人员", "stages": "阶段", "start": "开始",
    "starts_at": "开始时间", "state": "状态", "step": "步骤", "stopped_on": "停用日期", "successor_id": "承接机构", "suggested_id": "目录推荐单位",
    "swap_id": "换班", "target": "转办去向", "task": "任务", "tasks": "任务期限", "template": "消息模板", "text_id": "文字", "times": "发布次数",
    "to_account_id": "接班人", "to_id": "新上级机构", "type": "机构类型", "unit_id": "机构", "until": "截止", "urgency": "紧急程度", "valid_from": "生效日期",
    "valid_to": "截止日期", "version": "版本", "wanted": "求助", "weekdays": "星期", "why": "事由", "work": "任务种类",
}  # fmt: skip

CODES: Mapping[str, Names] = {
    "appeal_type": APPEAL_TYPE_NAMES,
    "attitude": followups.SATISFACTION_NAMES,
    "channel": states.CHANNEL_NAMES,
    "clock_kind": states.CLOCK_NAMES,
    "dictionary": DICTIONARY_NAMES,
    "direction": {"in": "呼入", "out": "呼出"},
    "field": DETAIL_NAMES,
    "mode": MODE_NAMES,
    "before": STAGE_NAMES,
    "after": STAGE_NAMES,
    "place": rosters.PLACE_NAMES,
    "result": states.RESULT_NAMES,
    "role": ROLE_NAMES,
    "satisfaction": followups.SATISFACTION_NAMES,
    "score": SCORE_NAMES,
    "secrecy": states.SECRECY_NAMES,
    "solved": followups.SOLVED_NAMES,
    "source": {"key": "电话按键", "portal": "市民端", "visit": "回访"},
    "type": UNIT_TYPE_NAMES,
    "urgency": URGENCY_NAMES,
    "work": {"orders.export": "导出工单", "ledger.check": "校验台账"},
}
"""Names of codes by the payload's field."""
KIND_CODES: Mapping[tuple[str, str], Names] = {
    ("absence.moved", "state"): rosters.ABSENCE_STATE_NAMES,
    ("appeal.abandoned", "reason"): ABANDON_REASONS,
    ("assignment.contacted", "reason"): NO_CONTACT_REASONS,
    ("call.closed", "outcome"): CALL_OUTCOMES,
    ("callback.added", "outcome"): CALL_OUTCOMES,
    ("callback.attempted", "outcome"): callbacks.ATTEMPT_NAMES,
    ("callback.closed", "reason"): callbacks.END_NAMES,
    ("callback.closed", "state"): callbacks.STATE_NAMES,
    ("callback.opened", "outcome"): CALL_OUTCOMES,
    ("nuisance.limited", "reason"): nuisance.REASON_NAMES,
    ("order.closed", "outcome"): states.OUTCOME_NAMES,
    ("order.withdrawn", "reason"): WITHDRAW_REASONS,
    ("personal.revealed", "reason"): REVEAL_REASONS,
    ("recording.played", "reason"): DOWNLOAD_REASONS,
    ("seat.changed", "reason"): seats.BUSY_NAMES,
    ("seat.changed", "state"): seats.SEAT_STATE_NAMES,
    ("seat.signed_on", "place"): seats.PLACE_NAMES,
    ("swap.moved", "state"): rosters.SWAP_STATE_NAMES,
    ("visit.attempted", "outcome"): followups.ATTEMPT_NAMES,
}
"""Where one field's codes depend on the kind of event."""
PERSONS = frozenset({"account_id", "agent_id", "from_account_id", "to_account_id"})
UNITS = frozenset(
    {
        "unit_id",
        "lead_id",
        "suggested_id",
        "centre_id",
        "owner_unit_id",
        "parent_id",
        "successor_id",
        "copies",
        "from_id",
        "to_id",
    }
)
DIGESTS = frozenset({"digest", "manifest_digest", "reason_digest", "inside_seal", "outside_seal"})
