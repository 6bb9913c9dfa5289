"""A small tree of classes and one of places, as dictionaries have them."""

from yihao.catalogue.values import Area, ItemClass

CLASSES = {
    c.code: c
    for c in (
        ItemClass("04", "水电气热", "", 1, default_unit="GJJ"),
        ItemClass("0401", "供水", "04", 2, limit="utility"),
        ItemClass("040101", "停水", "0401", 3, default_unit="SWGS"),
        ItemClass("040102", "水质", "0401", 3, limit="complex"),
        ItemClass("0402", "供电", "04", 2),
        ItemClass("09", "其他", "", 1),
        ItemClass("0901", "无人负责的", "09", 2),
    )
}
AREAS = {
    a.code: a
    for a in (
        Area("990400", "九江市", "", "city"),
        Area("990403", "浔阳区", "990400", "county"),
        Area("990403001", "甘棠街道", "990403", "town"),
        Area("990403001001", "庐峰路社区", "990403001", "village"),
        Area("990424", "修水县", "990400", "county"),
    )
}
