"""The TOML files of a pack: the region with its policy, messages, spoken prompts, the portal's texts."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from string import Formatter
from zoneinfo import ZoneInfo

from yihao.calls.prompts import COUNTED, PLAYED
from yihao.calls.values.policy import LIMITS, CallPolicy
from yihao.centre.values import Phase
from yihao.hotlines.values import Approval
from yihao.notices.values import NoticePolicy

from .keys import Keys
from .values import (
    Filing,
    LineName,
    Message,
    Policy,
    Portal,
    PrivacyItem,
    Recipient,
    Region,
)

_CITIZEN = frozenset({"line", "number", "code"})
_UNIT = frozenset({"line", "number", "class_name", "deadline"})
"""A unit's message goes to a duty phone: nothing personal can be filled in (国办函〔2025〕66号, 谁使用谁负责)."""

MESSAGES: Mapping[str, tuple[Recipient, frozenset[str]]] = {
    "appeal_received": (Recipient.CITIZEN, _CITIZEN | {"deadline"}),
    "appeal_supplement": (Recipient.CITIZEN, _CITIZEN),
    "appeal_refused": (Recipient.CITIZEN, _CITIZEN | {"reason", "channel"}),
    "appeal_transferred": (Recipient.CITIZEN, _CITIZEN | {"channel"}),
    "appeal_answered": (Recipient.CITIZEN, _CITIZEN),
    "appeal_merged": (Recipient.CITIZEN, _CITIZEN),
    "appeal_withdrawn": (Recipient.CITIZEN, _CITIZEN),
    "order_extended": (Recipient.CITIZEN, _CITIZEN | {"deadline"}),
    "order_replied": (Recipient.CITIZEN, _CITIZEN | {"unit"}),
    "order_closed": (Recipient.CITIZEN, _CITIZEN | {"days"}),
    "visit_invite": (Recipient.CITIZEN, _CITIZEN | {"link"}),
    "visit_missed": (Recipient.CITIZEN, _CITIZEN),
    "missed_call": (Recipient.CITIZEN, frozenset({"line"})),
    "order_dispatched_unit": (Recipient.UNIT, _UNIT | {"sign_deadline"}),
    "order_copied_unit": (Recipient.UNIT, _UNIT | {"unit"}),
    "order_unsigned_unit": (Recipient.UNIT, _UNIT | {"sign_deadline"}),
    "order_urged_unit": (Recipient.UNIT, _UNIT),
    "order_yellow_unit": (Recipient.UNIT, _UNIT),
    "order_red_unit": (Recipient.UNIT, _UNIT),
    "order_return_rejected_unit": (Recipient.UNIT, _UNIT),
    "order_sent_back_unit": (Recipient.UNIT, _UNIT),
    "order_redo_unit": (Recipient.UNIT, _UNIT),
    "order_supervised_unit": (Recipient.UNIT, _UNIT),
}
"""The messages the system sends: to whom, and what it can fill in."""

PROMPTS = (
    *("merged_number", "greeting", "number_closed", "number_released", "greeting_dual", "greeting_sub_center"),
    *PLAYED,
)
"""The voice prompts the system plays by name; a pack may have more, as those of its menus."""

_PROMPT_CODE = re.compile(r"[a-z0-9_]{1,40}")

PAGES = ("tracking", "rating", "knowledge")
"""The portal's pages with texts of their own."""


def read_region(keys: Keys) -> Region:
    """`region.toml`."""
    keys.only(
        "code",
        "name",
        "short_name",
        "timezone",
        "number",
        "phone_area_code",
        "names",
        "hours",
        "centre",
        "plan",
        "phases",
        "policy",
        "calls",
        "notices",
    )
    hours, centre = keys.inner("hours"), keys.inner("centre")
    hours.only("morning", "afternoon")
    centre.only("government", "governing_office", "centre")
    windows = (hours.window("morning"), hours.window("afternoon"))
    if windows[0].end > windows[1].start:
        hours.wrong("afternoon", "下午的开始时间早于上午的结束时间")
    return Region(
        code=_digits(keys, "code", 6, 6),
        name=keys.text("name"),
        short_name=keys.text("short_name"),
        timezone=_timezone(keys),
        number=_digits(keys, "number", 5, 5),
        phone_area_code=_digits(keys, "phone_area_code", 3, 4),
        names=_names(keys),
        hours=windows,
        government=centre.text("government"),
        governing_office=centre.text("governing_office"),
        centre=centre.text("centre"),
        plan=_plan(keys.inner("plan")),
        phases=_phases(keys),
        policy=_policy(keys.inner("policy")),
        calls=_calls(keys.inner("calls")),
        notices=_notices(keys.inner("notices")),
    )


def _phases(keys: Keys) -> tuple[Phase, ...]:
    """The phases of the merge, in order of time and without overlap."""
    found: list[Phase] = []
    for item in keys.list_of("phases"):
        item.only("number", "name", "from", "to", "basis")
        start, end = item.day("from"), item.day("to")
        if start is None or end is None or end < start or (found and start <= found[-1].end):
            item.wrong("to", "每个阶段应有起止日期，按先后排列，互不重叠")
            continue
        number, name, basis = item.whole("number", 1, 9), item.text("name"), item.text("basis")
        found.append(Phase(number=number, name=name, start=start, end=end, basis=basis))
    return tuple(found)


def _plan(keys: Keys) -> Approval:
    """The document that approved the pack's hotline numbers."""
    keys.only("document", "authority", "approved_on")
    day = keys.day("approved_on")
    if "approved_on" not in keys.table:
        keys.wrong("approved_on", "缺少这一项")
    document, authority = keys.text("document"), keys.text("authority")
    return Approval(document=document, authority=authority, approved_on=day or date.min, reason="资料包所列号码")


def _digits(keys: Keys, key: str, least: int, most: int) -> str:
    value = keys.text(key)
    if value and not (value.isascii() and value.isdigit() and least <= len(value) <= most):
        keys.wrong(key, f"应是 {least} 到 {most} 位数字" if least < most else f"应是 {least} 位数字")
    return value


def _timezone(keys: Keys) -> str:
    value = keys.text("timezone")
    try:
        ZoneInfo(value or "UTC")
    except (KeyError, ValueError, OSError):
        keys.wrong("timezone", f"没有“{value}”这个时区，中国用 Asia/Shanghai")
    return value


def _names(keys: Keys) -> tuple[LineName, ...]:
    """The line's names, in order of time, without overlap or gap."""
    names: list[LineName] = []
    for item in keys.list_of("names"):
        item.only("name", "short_name", "from", "to", "basis")
        name = LineName(
            name=item.text("name"),
            short_name=item.text("short_name"),
            valid_from=item.day("from"),
            valid_to=item.day("to"),
            basis=item.text("basis"),
        )
        if name.valid_from and name.valid_to and name.valid_from >= name.valid_to:
            item.wrong("to", "停用日期应晚于启用日期")
        if names and (name.valid_from is None or names[-1].valid_to != name.valid_from):
            item.wrong("from", "名称的启用日期应与上一个名称的停用日期相接，不重叠也不留空")
        names.append(name)
    if names and names[-1].valid_to is not None:
        keys.wrong(f"names[{len(names)}].to", "最后一个名称不应有停用日期")
    return tuple(names)


def _policy(keys: Keys) -> Policy:
    keys.only(*Policy.__dataclass_fields__)
    if keys.text("remind_red") not in ("daily", ""):
        keys.wrong("remind_red", "目前只能写 daily(超期后每天提醒)")
    return Policy(
        review_minutes=keys.whole("review_minutes", 1, 1440),
        supplement_minutes=keys.whole("supplement_minutes", 1, 1440),
        follow_up_working_days=keys.whole("follow_up_working_days", 1, 60),
        redo_factor=keys.fraction("redo_factor"),
        redo_min_working_days=keys.whole("redo_min_working_days", 1, 60),
        redo_max=keys.whole("redo_max", 0, 9),
        redo_review_working_days=keys.whole("redo_review_working_days", 1, 60),
        check_working_days=keys.whole("check_working_days", 1, 60),
        yellow_fraction=keys.fraction("yellow_fraction"),
        remind_red="daily",
        archive_days=keys.whole("archive_days", 1, 3650),
        reopen_days=keys.whole("reopen_days", 0, 3650),
        visit_attempts=keys.whole("visit_attempts", 1, 20),
        visit_attempt_days=keys.whole("visit_attempt_days", 1, 30),
        visit_hours=keys.window("visit_hours"),
        backdate_days=keys.whole("backdate_days", 1, 365),
        return_working_days=keys.whole("return_working_days", 1, 60),
        return_urgent_minutes=keys.whole("return_urgent_minutes", 1, 1440),
        dispute_working_days=keys.whole("dispute_working_days", 1, 60),
        assist_earlier_working_days=keys.whole("assist_earlier_working_days", 0, 60),
        extension_max=keys.whole("extension_max", 0, 9),
        suspend_max_days=keys.whole("suspend_max_days", 1, 3650),
        merge_transition_months=keys.whole("merge_transition_months", 0, 24),
        number_test_days=keys.whole("number_test_days", 1, 365),
    )


def _calls(keys: Keys) -> CallPolicy:
    """The numbers of the telephone service."""
    keys.only(*LIMITS, "disaster")
    whole = {name: keys.whole(name, *bounds) for name, bounds in LIMITS.items()}
    return CallPolicy(**whole, disaster=keys.table.get("disaster", False) is True)


def _notices(keys: Keys) -> NoticePolicy:
    """The numbers of notices."""
    keys.only("keep_days")
    return NoticePolicy(keep_days=keys.whole("keep_days", 7, 3650))


def read_messages(keys: Keys) -> tuple[Message, ...]:
    """`messages.toml`: every message the system needs, and no other."""
    keys.only("messages")
    section = keys.inner("messages")
    section.only(*MESSAGES)
    return tuple(_message(section.inner(key), key) for key in MESSAGES)


def read_prompts(keys: Keys) -> Mapping[str, str]:
    """`prompts.toml`: the texts that are spoken, by code; at least those the system plays by name."""
    keys.only("prompts")
    prompts = keys.inner("prompts")
    for code in prompts.table:
        if not _PROMPT_CODE.fullmatch(code):
            prompts.wrong(code, "代码应是小写字母、数字和下划线")
        for reason in _prompt_faults(code, prompts.table[code]):
            prompts.wrong(code, reason)
    return {code: prompts.text(code) for code in {**dict.fromkeys(PROMPTS), **prompts.table}}


def _message(keys: Keys, key: str) -> Message:
    keys.only("to", "text")
    recipient, fields = MESSAGES[key]
    to = keys.text("to")
    if to and to != recipient:
        keys.wrong("to", f"这条短信只能发给 {recipient}")
    text = keys.text("text")
    for reason in _placeholder_faults(text, fields):
        keys.wrong("text", reason)
    return Message(key=key, to=recipient, text=text)


def _placeholder_faults(text: str, fields: frozenset[str]) -> Iterator[str]:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        yield "花括号不成对"
        return
    for _, name, spec, conversion in parts:
        if name is not None and (name not in fields or spec or conversion):
            yield f"不能用 {{{name}}}" + (f"，可用的有 {'、'.join(sorted(fields))}" if fields else "")


def _prompt_faults(code: str, words: object) -> Iterator[str]:
    if not isinstance(words, str):
        return
    yield from _placeholder_faults(words, frozenset({"number"} if code in COUNTED else ()))
    if code in COUNTED and "{number}" not in words:
        yield "应在说数字的地方写 {number}"


def read_portal(keys: Keys) -> Portal:
    """`portal.toml`."""
    keys.only("notice", "privacy", "filing", *PAGES)
    notice, privacy = keys.inner("notice"), keys.inner("privacy")
    notice.only("version", "status")
    privacy.only("title", "items")
    return Portal(
        version=notice.text("version"),
        status=notice.text("status"),
        privacy_title=privacy.text("title"),
        privacy=tuple(_privacy_item(item) for item in privacy.list_of("items")),
        filing=_filing(keys.inner("filing")),
        pages={page: _page(keys.inner(page)) for page in PAGES},
    )


def _privacy_item(keys: Keys) -> PrivacyItem:
    keys.only("heading", "text")
    return PrivacyItem(heading=keys.text("heading"), text=keys.text("text"))


def _filing(keys: Keys) -> Filing:
    keys.only("title", "emergency", "accepted", "not_accepted", "second_look", "hints")
    hints = keys.inner("hints")
    return Filing(
        title=keys.text("title"),
        emergency=keys.text("emergency"),
        accepted=keys.texts("accepted"),
        not_accepted=keys.texts("not_accepted"),
        second_look=keys.text("second_look"),
        hints={key: hints.text(key) for key in hints.table},
    )


def _page(keys: Keys) -> Mapping[str, str]:
    return {key: keys.text(key) for key in {"title": "", "help": "", **keys.table}}
