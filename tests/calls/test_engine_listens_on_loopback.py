"""Whoever sets nothing opens nothing to the network."""

from ipaddress import ip_address

from tests.calls.engine_lines import files_with, values
from yihao.calls.telephone import wishes
from yihao.kernel.settings import Settings

_BINDING = ("bind", "bindaddr")


def _bound(made: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, value) for name, text in made.items() for key in _BINDING for value in values(text, key)]


def test_every_listener_is_on_loopback_by_default() -> None:
    asked = wishes(Settings(_env_file=None))
    bound = _bound(files_with(host=asked.host))
    assert {name for name, _ in bound} == {"http.conf", "manager.conf", "pjsip.conf"}
    assert all(ip_address(value.partition(":")[0]).is_loopback for _, value in bound)


def test_only_sip_leaves_loopback_when_it_is_told_to() -> None:
    bound = _bound(files_with(host="10.1.2.3", certificate="/etc/yihao/trunk.pem"))
    outside = sorted((name, value) for name, value in bound if not value.startswith("127.0.0.1"))
    assert outside == [("pjsip.conf", "10.1.2.3:5060"), ("pjsip.conf", "10.1.2.3:5061")]


def test_nothing_listens_for_tls_on_the_web_or_without_a_certificate() -> None:
    made = files_with()
    assert values(made["http.conf"], "tlsenable") == ["no"]
    assert values(made["pjsip.conf"], "protocol") == ["udp", "ws"]


def test_the_manager_answers_this_machine_only() -> None:
    manager = files_with(host="0.0.0.0")["manager.conf"]
    assert values(manager, "deny") == ["0.0.0.0/0.0.0.0"]
    assert values(manager, "permit") == ["127.0.0.1/255.255.255.255"]
    assert values(manager, "webenabled") == ["no"]


def test_beyond_loopback_those_turned_away_are_logged() -> None:
    assert "security" not in files_with()["logger.conf"]
    assert values(files_with(host="10.1.2.3")["logger.conf"], "security.log") == ["security"]
