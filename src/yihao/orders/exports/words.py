"""A filter in words, for the cover of a file and the tray."""

from collections.abc import Callable, Mapping
from uuid import UUID

from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import APPEAL_TYPE_NAMES, URGENCY_NAMES, AppealType, Dictionary, Urgency
from yihao.orders.queries.lists import QUEUES
from yihao.orders.values.filters import STATES
from yihao.orders.values.states import CHANNEL_NAMES, LIGHT_NAMES, ORDER_STATE_NAMES, Channel, Light, OrderState
from yihao.organisation import queries as organisation


def filter_words(region: str, given: Mapping[str, str]) -> tuple[str, ...]:
    """Each field that narrows, as a person says it; the fields have been checked (`rules.filters.parse`)."""
    at = catalogue.versions(region)
    say: dict[str, Callable[[str], str]] = {
        "queue": lambda v: f"列表：{QUEUES[v].name}",
        "q": lambda v: f"文字：{v}",
        "class_code": lambda v: f"分类：{'/'.join(catalogue.class_path(region, at.of(Dictionary.CLASSES), v)) or v}",
        "area_code": lambda v: f"地点：{''.join(catalogue.area_path(region, at, v)) or v}",
        "unit": lambda v: f"单位：{organisation.unit_label(UUID(v)) or v}",
        "state": lambda v: f"状态：{STATES.get(v) or ORDER_STATE_NAMES[OrderState(v)]}",
        "light": lambda v: f"亮灯：{LIGHT_NAMES[Light(v)]}",
        "urgency": lambda v: f"紧急程度：{URGENCY_NAMES[Urgency(v)]}",
        "appeal_type": lambda v: f"类型：{APPEAL_TYPE_NAMES[AppealType(v)]}",
        "channel": lambda v: f"渠道：{CHANNEL_NAMES[Channel(v)]}",
        "since": lambda v: f"受理自 {v}",
        "until": lambda v: f"受理至 {v}",
    }
    return tuple(words(given[name]) for name, words in say.items() if given.get(name))
