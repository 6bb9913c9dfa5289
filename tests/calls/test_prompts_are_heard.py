"""What the engine plays is what the pack holds: the caller hears the very samples of each prompt, in their order."""

from datetime import timedelta
from pathlib import Path
from struct import pack

from tests.telephone import PACK, Switch, until
from yihao.calls.prompts import audio_of, say_place
from yihao.calls.telephones.remote import Phones
from yihao.calls.values.engine import Answer, Arrived, HangUp, Played, Say
from yihao.kernel.sound import RATE, decode_alaw

SPOKEN = ("greeting", *say_place(3, timedelta(minutes=4)), "beep")


def test_prompts_are_heard_one_after_the_other(switch: Switch, phones: Phones, tmp_path: Path) -> None:
    caller = phones.citizen("13907920011").dial("12345")
    arrived = switch.hears(Arrived)
    switch.do(Answer(arrived.channel), Say(arrived.channel, "spoken", SPOKEN))
    until(lambda: any(isinstance(heard, Played) and heard.playback == "spoken" for heard in switch.heard), seconds=20)
    caller.keep(tmp_path / "heard")
    switch.do(HangUp(arrived.channel))
    caller.until("ended")
    heard = (tmp_path / "heard").read_bytes()
    places = [heard.find(_loudest(code)) for code in SPOKEN]
    assert -1 not in places
    assert places == sorted(places)


def _loudest(code: str) -> bytes:
    """The loudest eighth of a second of a prompt, as the telephone keeps it."""
    samples = decode_alaw((PACK / f"{audio_of(code)}.alaw").read_bytes())
    size = RATE // 8
    pieces = (samples[at : at + size] for at in range(0, len(samples) - size, size))
    return pack(f"<{size}h", *max(pieces, key=lambda piece: sum(map(abs, piece))))
