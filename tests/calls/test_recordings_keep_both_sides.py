"""Each side of a call is recorded by the engine into a file of its own, whatever the switchboard does."""

import time

from tests.calls.talks import put_through
from tests.telephone import Engine, Switch, until
from yihao.calls.telephones import sound
from yihao.calls.telephones.remote import Phones

_STEP = sound.RATE // 100


def sides(engine: Engine, channel: str) -> tuple[bytes, bytes]:
    """What was recorded of the citizen and of what the citizen heard, as samples."""
    left, right = (engine.recordings / f"{channel}-{side}.alaw" for side in ("in", "out"))
    return sound.from_alaw(left.read_bytes()), sound.from_alaw(right.read_bytes())


def onset(pcm: bytes) -> float:
    """Seconds until something is heard."""
    step = 2 * _STEP
    return next(i for i in range(0, len(pcm), step) if not sound.is_silent(pcm[i : i + step])) / sound.BYTES


def heard_at_the_end(pcm: bytes) -> list[int]:
    return [round(f, -1) for f in sound.frequencies(pcm)]


def test_sides_are_apart_and_in_step(engine: Engine, switch: Switch, phones: Phones) -> None:
    talk = put_through(switch, phones, tones=(0, 0))
    time.sleep(0.5)
    talk.citizen.tone(440)
    talk.seat.tone(1000)
    talk.citizen.hears(1000)
    talk.seat.hears(440)
    time.sleep(0.5)
    talk.citizen.hang_up()
    left, right = until(lambda: _whole(engine, talk.channel))
    assert heard_at_the_end(left) == [440]
    assert heard_at_the_end(right) == [1000]
    assert len(left) == len(right)
    assert abs(onset(left) - onset(right)) <= 0.1


def _whole(engine: Engine, channel: str) -> tuple[bytes, bytes] | None:
    """Both sides when the engine has let go of the files."""
    files = [engine.recordings / f"{channel}-{side}.alaw" for side in ("in", "out")]
    before = [f.stat().st_size if f.exists() else 0 for f in files]
    time.sleep(0.3)
    return sides(engine, channel) if before == [f.stat().st_size for f in files] and all(before) else None


def test_a_call_without_a_place_for_its_recording_goes_on(engine: Engine, switch: Switch, phones: Phones) -> None:
    elsewhere = engine.recordings.with_name("recordings-away")
    engine.recordings.rename(elsewhere)
    try:
        engine.recordings.write_text("no folder here", encoding="ascii")
        talk = put_through(switch, phones)
        talk.citizen.hears(1000)
        talk.seat.hears(440)
        talk.citizen.hang_up()
    finally:
        engine.recordings.unlink()
        elsewhere.rename(engine.recordings)
