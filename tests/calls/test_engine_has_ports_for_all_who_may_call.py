"""A caller for whom the engine has no port is refused unseen, and so never called back: the ports must not run out."""

from yihao.calls.asterisk import server
from yihao.calls.telephone import wishes
from yihao.kernel.settings import Settings

_OF_A_TALK = 4
"""Sound and its control, on either side."""


def test_there_are_ports_for_two_thousand_talks() -> None:
    first, last = wishes(Settings(_env_file=None)).rtp_ports
    assert first % 2 == 0
    assert (last - first + 1) // _OF_A_TALK >= 2000


def test_they_are_apart_from_the_ports_that_are_chosen_for_the_engine() -> None:
    first, last = wishes(Settings(_env_file=None)).rtp_ports
    assert not set(range(first, last + 1)) & set(server._PORTS)
