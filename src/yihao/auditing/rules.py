"""What is unusual about a person's looks: a hint where to look closer, never a verdict."""

from datetime import date

from yihao.auditing.values import Looks, Span
from yihao.kernel.problems import Invalid

FACTOR = 3
"""How many times the usual is unusual."""
LEAST = 20
"""Fewer looks than these are no pattern."""
LEAST_IDLE = 3
LONGEST_DAYS = 31


def unusual(looks: Looks) -> list[str]:
    """What an auditor should look at more closely, in words; [] when nothing stands out. 方案 三(三)3 全过程安全管理.

    Somebody new to the work has no usual of their own: the others in the role are what there is to compare with.
    """
    found = []
    if looks.total >= LEAST and looks.own_usual >= 1 and looks.total > FACTOR * looks.own_usual:
        found.append(f"访问 {looks.total} 次，本人平时约 {looks.own_usual:.0f} 次")
    if looks.total >= LEAST and looks.role_usual and looks.total > FACTOR * looks.role_usual:
        found.append(f"是同岗位中位数的 {looks.total / looks.role_usual:.0f} 倍")
    if looks.idle_reveals >= LEAST_IDLE:
        found.append(f"{looks.idle_reveals} 次查看完整信息后，一天内没有办理该工单")
    return found


def checked_days(since: date, until: date) -> int:
    """How many days a period has, both ends included. Raises Invalid."""
    days = (until - since).days + 1
    if days < 1:
        raise Invalid.field_error("until", "截止日期早于起始日期")
    if days > LONGEST_DAYS:
        raise Invalid.field_error("since", f"一次最多统计 {LONGEST_DAYS} 天")
    return days


def checked_span(span: Span, head: int) -> Span:
    """A span that can be checked, its open ends filled. Raises Invalid."""
    first = 1 if span.first is None else span.first
    last = head if span.last is None else span.last
    if first < 1 or first > max(head, 1):
        raise Invalid.field_error("first", f"台账现有第 1 到第 {head} 位")
    if last < min(first, head) or last > head:
        raise Invalid.field_error("last", f"请填 {first} 到 {head} 之间的位置")
    return Span(first, last, span.orders)
