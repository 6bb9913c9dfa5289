"""Codes of reasons that people choose, with their names."""

NO_CONTACT_REASONS = {
    "anonymous": "诉求人匿名",
    "no_answer": "多次联系未接通",
    "declined": "诉求人不愿联系",
    "no_number": "无有效联系方式",
}
"""未联系原因 (领域档案 4.2 no_contact_reason)."""
ABANDON_REASONS = {
    "supplemented": "已补充到原单",
    "dropped": "掉线",
    "wrong_number": "误拨",
    "silent": "无声电话",
    "test": "测试",
    "other": "其他",
}
"""未成诉求原因."""
WITHDRAW_REASONS = {
    "solved": "问题已自行解决",
    "mistake": "反映有误",
    "duplicate": "重复反映",
    "personal": "个人原因",
    "other": "其他",
}
"""撤单原因."""
