"""What people ask for all day: the lists of each role, and what is typed into the search field."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from yihao.app.bench.people import Names


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that somebody makes; `pages`: so many pages further on."""

    name: str
    role: str
    username: str
    path: str
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Values:
    """What somebody's filters are set to: values that occur in what they see."""

    class_code: str
    area_code: str
    unit: str
    today: str
    month: tuple[str, str]


_QUEUES = {"review": "待派单", "check": "待办结审核"}
_OF_UNIT = {"sign": "待签收", "handling": "办理中", "copies": "抄送"}
_DEEP = 200
SPAN = timedelta(days=30)


def lists(names: Names, values: Callable[[str], Values]) -> Iterator[Asked]:
    """The lists people live in, for roles at the centre and for units."""
    dispatcher, county = names.dispatchers[0], names.counties[0]
    for queue, name in _QUEUES.items():
        yield Asked(name, "派单员", dispatcher, _orders(queue=queue))
    yield Asked("待回访", "回访员", names.follow_ups[0], _orders(queue="visit"))
    yield Asked("不满意研判", "班长", names.supervisors[0], _orders(queue="judge"))
    yield Asked("我登记的诉求", "话务员", names.agents[0], "/api/appeals?queue=mine")
    for role, username in (("派单员", dispatcher), ("县区经办", county)):
        yield from _narrowed(role, username, values(username))
    for queue, name in _OF_UNIT.items():
        yield Asked(name, "县区经办", county, _orders(queue=queue))
    for role, username in (("乡镇经办", names.towns[0]), ("市直部门经办", names.bureaus[0])):
        yield Asked("办理中", role, username, _orders(queue="handling"))
        yield Asked("全部工单", role, username, _orders())
    for role, username in (("派单员", dispatcher), ("县区经办", county)):
        yield Asked("各列表件数", role, username, "/api/queues")


def _narrowed(role: str, username: str, v: Values) -> Iterator[Asked]:
    yield Asked("全部工单", role, username, _orders())
    yield Asked(f"全部工单，第 {_DEEP} 页", role, username, _orders(), pages=_DEEP - 1)
    yield Asked("按分类", role, username, _orders(class_code=v.class_code))
    yield Asked("按属地", role, username, _orders(area_code=v.area_code))
    yield Asked("按单位", role, username, _orders(unit=v.unit))
    yield Asked("未办结", role, username, _orders(state="open"))
    yield Asked("已办结", role, username, _orders(state="closed"))
    yield Asked("红灯", role, username, _orders(light="red"))
    yield Asked("最近一月的投诉", role, username, _orders(appeal_type="complaint", since=v.today))
    yield Asked("两年前的一月", role, username, _orders(since=v.month[0], until=v.month[1]))
    yield Asked(
        "分类、属地、状态", role, username, _orders(class_code=v.class_code, area_code=v.area_code, state="closed")
    )
    yield Asked("件数（按分类）", role, username, f"/api/orders/count?{urlencode({'class_code': v.class_code})}")


WORDS = (
    "噪音", "停水", "路灯", "漏水", "垃圾", "物业", "油烟", "工资", "退款", "公交",
    "井盖", "公积金", "医保", "占道", "电梯", "充电桩", "学校", "宠物", "违建", "停车",
    "夜间施工", "污水 气味", "房产证 办理", "拖欠 工资", "消防 通道", "快递 退款", "医院 收费", "井盖 破损", "电动车 充电", "广场舞 噪音",
    "火星基地", "量子纠缠实验室", "海底隧道漏电",
)  # fmt: skip
"""Common ones, pairs, and some that nobody has said."""


def searches(names: Names) -> Iterator[Asked]:
    """Each word by somebody who sees the whole city, and by somebody who sees a county."""
    for role, username in (("派单员", names.dispatchers[0]), ("县区经办", names.counties[0])):
        for word in WORDS:
            yield Asked(word, role, username, _orders(q=word))


def _orders(**fields: str) -> str:
    return f"/api/orders?{urlencode(fields)}" if fields else "/api/orders"
