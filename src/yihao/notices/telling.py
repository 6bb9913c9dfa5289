"""What each kind of notice says, from the facts of its event."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yihao.kernel import clock
from yihao.kernel.calendar import instant_words
from yihao.notices.values import Kind
from yihao.organisation import queries as organisation

Facts = dict[str, Any]


def sentence(region: str, kind: Kind, facts: Facts) -> str:
    """The notice in one sentence."""
    said = _SENTENCES[kind.code]
    return said if isinstance(said, str) else said(region, facts)


def _instant(region: str, iso: str) -> str:
    return instant_words(clock.now(), datetime.fromisoformat(iso), organisation.zone_of(region))


def _due(words: str) -> Callable[[str, Facts], str]:
    return lambda region, facts: words.format(_instant(region, facts["due"]))


def _redo(region: str, facts: Facts) -> str:
    return f"需要第 {facts['round']} 次重办，请在{_instant(region, facts['handle_due'])}前答复"


def _published(region: str, facts: Facts) -> str:
    monday = date.fromisoformat(facts["monday"])
    unit = organisation.unit_label(UUID(facts["unit_id"]))
    again = "有更新" if facts["times"] > 1 else "已发布"
    return f"{unit} {monday.month}月{monday.day}日这一周的排班{again}"


def _absence(region: str, facts: Facts) -> str:
    return f"有同事请假待您审批，{_instant(region, facts['starts_at'])}起"


_SENTENCES: dict[str, str | Callable[[str, Facts], str]] = {
    "returned": "您登记的工单要素不全，已退回补充",
    "copied": "工单抄送您单位，请督促落实",
    "supplemented": "诉求人补充了情况",
    "withdrawn": "诉求人已撤单，不用再办理",
    "check_failed": "办结审核未通过，请按审核意见继续办理",
    "redo": _redo,
    "doubted": "诉求人回访不满意，已转研判",
    "complained": "办结后收到差评，已转研判",
    "closed": "您登记的诉求已办结",
    "explained": "已按解释终结办结",
    "sign_red": _due("到{}仍未签收，办理时限已经起算"),
    "contact_yellow": _due("请在{}前联系诉求人"),
    "contact_red": _due("到{}仍未联系诉求人"),
    "lead_yellow": _due("办理时限临近，{}到期"),
    "lead_red": _due("办理时限已过，{}到期"),
    "handed": "一个正在登记的来电转给您继续受理",
    "published": _published,
    "absence_asked": _absence,
    "absence_approved": "您的请假已批准",
    "absence_refused": "您的请假没有批准，原因见“我的排班”",
    "swap_asked": "同事想与您换班，请您答复",
    "swap_accepted": "同事已同意换班，等待排班人员审批",
    "swap_approved": "换班已批准，班次已更新",
    "swap_refused": "换班没有换成，原因见“我的排班”",
}
