"""The pack of Jiujiang as delivered: nothing missing, the counts of the plan's annex, no invented duty phone."""

from collections import Counter

from yihao.app.region import Pack
from yihao.app.region.values import AppealClass, AreaLevel, UnitType
from yihao.hotlines.values import Mode

FIRST_LEVEL = [
    *("城乡建设", "城市管理", "市场监管", "劳动和社会保障", "交通运输", "公安政法", "生态环境", "教育文体"),
    *("卫生医保", "民政", "水电气热及通信", "农业农村", "自然资源", "文化旅游", "科技经济营商"),
    *("退役军人/残疾人/妇儿", "应急安全消防", "政务服务/税务公积金", "党务作风", "其他"),
]


def leaves(pack: Pack) -> list[AppealClass]:
    parents = {item.parent for item in pack.classes}
    return [item for item in pack.classes if item.code not in parents]


def test_places(pack: Pack) -> None:
    levels = Counter(area.level for area in pack.areas)
    assert levels[AreaLevel.CITY] == 1
    assert levels[AreaLevel.COUNTY] == 13
    assert levels[AreaLevel.TOWN] == 227
    assert len(pack.villages) == 2416


def test_old_names_lead_to_the_present_ones(pack: Pack) -> None:
    now = {old: area.name for area in pack.areas for old in area.old_names}
    assert (now["九江县"], now["星子县"], now["庐山区"]) == ("柴桑区", "庐山市", "濂溪区")


def test_forty_three_numbers(pack: Pack) -> None:
    rows = [hotline for hotline in pack.hotlines if not hotline.absorbed_into]
    modes = Counter(hotline.mode for hotline in rows)
    assert modes == {Mode.FULL_MERGE: 22, Mode.DUAL_NUMBER: 14, Mode.SUB_CENTER: 1}
    assert {h.number for h in pack.hotlines if h.absorbed_into == "12315"} == {
        *("12312", "12330", "12331", "12358", "12365", "8992365")
    }
    assert len(pack.hotlines) == 43


def test_annex_marks(pack: Pack) -> None:
    by_number = {hotline.number: hotline for hotline in pack.hotlines}
    assert {n for n, h in by_number.items() if h.expert_seats} == {"12348", "12333", "12329"}
    listed = {n for n, h in by_number.items() if h.already_merged and not h.absorbed_into}
    assert listed == {"7112345", "12396", "12393", "967788"}


def test_thirty_one_responsible_units(pack: Pack) -> None:
    assert len({hotline.owner for hotline in pack.hotlines}) == 31


def test_units_of_all_tiers(pack: Pack) -> None:
    types = Counter(unit.type for unit in pack.units)
    assert types[UnitType.TOWN] == 227
    assert types[UnitType.COUNTY] == 13 + sum(area.level is AreaLevel.ZONE for area in pack.areas)
    assert types[UnitType.TEMP_HQ] == 1
    desks = [u for u in pack.units if u.type is UnitType.CENTER and u.code != pack.region.centre]
    assert len(desks) == types[UnitType.COUNTY]
    assert not any(desk.handles for desk in desks)


def test_no_duty_phone_is_invented(pack: Pack) -> None:
    assert {unit.duty_phone for unit in pack.units} == {""}


def test_classes(pack: Pack) -> None:
    assert [item.name for item in pack.classes if item.level == 1] == FIRST_LEVEL
    assert len(leaves(pack)) >= 180


def test_catalogue_says_it_is_a_sample(pack: Pack) -> None:
    assert {rule.basis for rule in pack.catalogue} == {"责任单位按方案附件", "示例目录，待市级核定"}


def test_annex_basis_stands_only_at_annex_units(pack: Pack) -> None:
    annex = {hotline.owner for hotline in pack.hotlines}
    assert {rule.lead for rule in pack.catalogue if rule.basis == "责任单位按方案附件"} <= annex


def test_the_line_was_renamed(pack: Pack) -> None:
    before, after = pack.region.names
    assert before.name == "九江市12345市民服务热线"
    assert after.name == "九江市12345政务服务便民热线"
    assert after.short_name == "九江市12345热线"
    assert before.valid_to == after.valid_from
    assert str(after.valid_from) == "2021-11-01"
