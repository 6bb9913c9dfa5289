"""Settings of the trunk are what the engine is told."""

from pathlib import Path

import pytest

from tests.calls.engine_lines import entries, files_with, values
from yihao.calls.telephone import wishes
from yihao.kernel.settings import Settings


def test_every_peer_of_the_carrier_is_known() -> None:
    made = files_with(trunk_peers=("203.0.113.7", "203.0.113.16/28", "sbc.carrier.example"))["pjsip.conf"]
    assert values(made, "match") == ["203.0.113.7", "203.0.113.16/28", "sbc.carrier.example"]


@pytest.mark.parametrize(
    ("setting", "contact"),
    [
        ("203.0.113.7:5080", "sip:203.0.113.7:5080"),
        ("sbc.carrier.example", "sip:sbc.carrier.example:5060"),
        ("[2001:db8::7]:5060", "sip:[2001:db8::7]:5060"),
    ],
)
def test_outgoing_calls_go_to_the_contact(setting: str, contact: str) -> None:
    assert values(files_with(trunk_contact=setting)["pjsip.conf"], "contact") == [contact]


def test_plain_trunk_has_neither_tls_nor_encryption() -> None:
    made = files_with()["pjsip.conf"]
    assert values(made, "transport") == ["udp"]
    assert not values(made, "media_encryption")


def test_certificate_makes_the_trunk_tls_with_encrypted_media() -> None:
    made = files_with(certificate="/etc/yihao/trunk.pem", trunk_contact="203.0.113.7:5061")["pjsip.conf"]
    assert values(made, "transport") == ["tls"]
    assert values(made, "media_encryption") == ["sdes"]
    assert values(made, "contact") == ["sip:203.0.113.7:5061;transport=tls"]
    assert values(made, "cert_file") == values(made, "priv_key_file") == ["/etc/yihao/trunk.pem"]
    assert not values(made, "verify_server")


def test_authorities_make_the_carrier_prove_who_it_is() -> None:
    made = files_with(certificate="/etc/yihao/trunk.pem", authorities="/etc/yihao/ca.pem")["pjsip.conf"]
    assert values(made, "ca_list_file") == ["/etc/yihao/ca.pem"]
    assert values(made, "verify_server") == ["yes"]


def test_the_address_seen_outside_is_said_on_every_transport() -> None:
    made = files_with(certificate="/etc/yihao/trunk.pem", external_address="198.51.100.4")["pjsip.conf"]
    told = [(section, value) for section, key, value in entries(made) if key == "external_signaling_address"]
    assert told == [("[udp]", "198.51.100.4"), ("[tls]", "198.51.100.4")]
    assert values(made, "external_media_address") == ["198.51.100.4"] * 2


def test_an_address_of_version_six_is_bound_in_brackets() -> None:
    assert "[::1]:5060" in values(files_with(host="::1")["pjsip.conf"], "bind")


def test_installation_settings_are_the_engines_wishes() -> None:
    asked = wishes(
        Settings(
            data=Path("/srv/yihao"), engine_name="second", sip_host="10.1.2.3", sip_port=5060, rtp_ports=(40000, 41999),
            trunk_peers=["203.0.113.7"], trunk_contact="203.0.113.7:5061", trunk_called_number="to",
            sip_external_address="198.51.100.4", sip_certificate="/etc/yihao/trunk.pem", sip_authorities="/etc/ca.pem",
        )
    )  # fmt: skip
    assert asked.home == Path("/srv/yihao/engine/second")
    assert (asked.host, asked.sip_port, asked.rtp_ports) == ("10.1.2.3", 5060, (40000, 41999))
    assert (asked.trunk_peers, asked.trunk_contact, asked.called_from) == (("203.0.113.7",), "203.0.113.7:5061", "to")
    assert (asked.external_address, asked.certificate) == ("198.51.100.4", "/etc/yihao/trunk.pem")
    assert asked.authorities == "/etc/ca.pem"
