"""The questions of the public forms in the words of this region. Pure."""

from collections.abc import Iterable, Mapping

from yihao.catalogue.values import APPEAL_TYPE_NAMES, AppealType, Area
from yihao.followups.values import SATISFACTION_NAMES, SOLVED_NAMES
from yihao.orders.values.intake import ADDRESS_LENGTH, CONTENT_LENGTH, TITLE_LENGTH
from yihao.orders.values.states import SUBJECT_TYPE_NAMES
from yihao.portal.rules.filing import PARTY_LENGTH, counties, towns
from yihao.portal.values import Answers, Choice, Kind, Question

_TYPE_HINTS: Mapping[AppealType, str] = {
    AppealType.CONSULT: "想了解政策、办事流程、联系方式",
    AppealType.HELP: "生活中有困难，需要帮助",
    AppealType.COMPLAINT: "对服务、市场或管理不满意",
    AppealType.REPORT: "反映违法违规行为，可以要求保密",
    AppealType.SUGGESTION: "对工作有意见建议",
    AppealType.PRAISE: "想表扬某个单位或人员",
    AppealType.OTHER: "说不清属于哪一类",
}
_FORM_OPINION = 1000


def filing(hints: Mapping[str, str], areas: Iterable[Area], answers: Answers) -> dict[str, Question]:
    """The questions of the steps, by name; the townships are those of the chosen county."""
    known = list(areas)
    local = towns(known, answers.get("county", ""))
    questions = (*_matter(hints), *_place(hints, known, local), *_person(hints))
    return {q.name: q for q in questions}


def _matter(hints: Mapping[str, str]) -> tuple[Question, ...]:
    types = tuple(Choice(t.value, APPEAL_TYPE_NAMES[t], _TYPE_HINTS[t]) for t in AppealType)
    about = hints.get("matter", "")
    return (
        Question("appeal_type", "您想做什么", Kind.RADIO, required=True, choices=types),
        Question("title", "用一句话说是什么事", Kind.TEXT, about, required=True, longest=TITLE_LENGTH),
        Question(
            "content", "详细说明", Kind.LONG, "经过、现在的情况、是否还在持续。", required=True, longest=CONTENT_LENGTH
        ),
        Question("wanted", "您希望怎样解决", Kind.LONG, longest=CONTENT_LENGTH),
        Question("reported_party", "反映的是哪个单位或哪家店", Kind.TEXT, longest=PARTY_LENGTH),
    )


def _place(hints: Mapping[str, str], areas: list[Area], local: list[Area]) -> tuple[Question, ...]:
    def options(found: Iterable[Area]) -> tuple[Choice, ...]:
        return tuple(
            Choice(a.code, f"{a.name}（原{'、'.join(a.old_names)}）" if a.old_names else a.name) for a in found
        )

    town = Question("town", "乡镇（街道）", Kind.SELECT, choices=options(local), blank="不清楚，不选")
    return (
        Question(
            "county",
            "县（市、区）",
            Kind.SELECT,
            "选事情发生的地方。只是咨询的，选您所在的地方。",
            required=True,
            choices=options(counties(areas)),
            blank="请选择",
        ),
        *((town,) if local else ()),
        Question("address", "详细地点", Kind.TEXT, hints.get("place", ""), longest=ADDRESS_LENGTH),
        Question("day", "哪一天发生的", Kind.DATE, hints.get("time", "")),
        Question("time", "大约几点", Kind.TIME, "24 小时制，例如 18:30。"),
    )


def _person(hints: Mapping[str, str]) -> tuple[Question, ...]:
    identity = (
        Choice("named", "留下联系方式", "方便核实情况和答复您"),
        Choice("anonymous", "匿名", "不留姓名和电话；请保管好查询码，凭它查看答复"),
    )
    secrecy = (
        Choice("open", "可以让承办单位知道我是谁"),
        Choice("confidential", "请为我保密", hints.get("secrecy", "")),
    )
    reply = (Choice("yes", "需要"), Choice("no", "不需要"))
    kinds = tuple(Choice(code.value, name) for code, name in SUBJECT_TYPE_NAMES.items())
    return (
        Question("who", "要不要留下联系方式", Kind.RADIO, hints.get("contact", ""), choices=identity, preset="named"),
        Question("name", "怎么称呼您", Kind.TEXT, "选匿名的不用填。", longest=40, autocomplete="name"),
        Question(
            "phone",
            "联系电话",
            Kind.PHONE,
            "手机，或固定电话（可加区号）。选匿名的不用填。",
            longest=30,
            autocomplete="tel",
            marked=False,
        ),  # fmt: skip
        Question("subject_type", "您代表", Kind.RADIO, choices=kinds, preset="person"),
        Question(
            "enterprise_name",
            "企业或组织名称",
            Kind.TEXT,
            "个人不用填。",
            longest=80,
            autocomplete="organization",
            marked=False,
        ),
        Question("secrecy", "要不要保密", Kind.RADIO, choices=secrecy, preset="open"),
        Question("want_reply", "办完后要不要答复您", Kind.RADIO, choices=reply, preset="yes"),
    )


def tracking() -> dict[str, Question]:
    """Number and query code."""
    return {
        q.name: q
        for q in (
            Question("number", "编号", Kind.CODE, "19 位数字。中间的空格可有可无。", required=True, longest=40),
            Question("code", "查询码", Kind.CODE, "提交时给您的 6 位数字。", required=True, longest=20),
        )
    }


def supplement() -> dict[str, Question]:
    """What a citizen adds."""
    hint = "写新的情况或者要更正的内容。原来写的不会改动。"
    return {"text": Question("text", "补充什么", Kind.LONG, hint, required=True, longest=CONTENT_LENGTH)}


def withdrawal(reasons: Mapping[str, str]) -> dict[str, Question]:
    """Why, and whether of one's own will."""
    choices = tuple(Choice(code, name) for code, name in reasons.items())
    return {
        q.name: q
        for q in (
            Question("reason", "为什么撤回", Kind.RADIO, required=True, choices=choices),
            Question(
                "willing",
                "本人自愿",
                Kind.TICK,
                required=True,
                choices=(Choice("yes", "这是我自己的决定，没有人要求我撤回"),),
            ),
        )
    }


def rating(*, contact: bool) -> dict[str, Question]:
    """Contacted (where it is a fair question), solved, satisfied, opinion."""
    yes_no = (Choice("yes", "联系过"), Choice("no", "没有联系过"))
    solved = tuple(Choice(code.value, name) for code, name in SOLVED_NAMES.items())
    satisfied = tuple(Choice(code.value, name) for code, name in SATISFACTION_NAMES.items())
    asked = (
        *((Question("contacted", "承办单位联系过您吗", Kind.RADIO, required=True, choices=yes_no),) if contact else ()),
        Question("solved", "问题解决了吗", Kind.RADIO, required=True, choices=solved),
        Question("satisfaction", "您对办理结果满意吗", Kind.RADIO, required=True, choices=satisfied),
        Question("opinion", "还想说什么", Kind.LONG, longest=_FORM_OPINION),
    )
    return {q.name: q for q in asked}
