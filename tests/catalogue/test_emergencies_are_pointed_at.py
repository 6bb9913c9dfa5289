"""Words that sound like danger point to the service to call; the agent decides (国办发〔2022〕12号)."""

from yihao.catalogue.rules import emergencies
from yihao.catalogue.values import Target

FIRE = Target("119", "消防救援", "119", "emergency", ("着火", "煤气味"))
POLICE = Target("110", "公安报警", "110", "emergency", ("持刀", "着火"))
TAX = Target("12366", "税务", "12366", "line")


def test_every_word_with_its_service() -> None:
    assert emergencies("楼下着火了，有人持刀", [FIRE, POLICE, TAX]) == [
        ("着火", FIRE),
        ("持刀", POLICE),
        ("着火", POLICE),
    ]


def test_nothing_said_nothing_pointed_at() -> None:
    assert emergencies("路灯不亮", [FIRE, POLICE, TAX]) == []
    assert emergencies("", [FIRE]) == []
