"""A test caller says which prompt it hears, and what else: by the sound alone."""

import random
from array import array
from pathlib import Path

import pytest

import yihao
from yihao.calls.telephones import sound
from yihao.calls.telephones.recognition import Ear, Kind, Prompts, Sound

AUDIO = Path(yihao.__file__).parent / "regions/jiujiang/audio"


@pytest.fixture(scope="module")
def sounds() -> dict[str, bytes]:
    return {file.stem: file.read_bytes() for file in sorted(AUDIO.glob("*.alaw"))}


@pytest.fixture(scope="module")
def prompts(sounds: dict[str, bytes]) -> Prompts:
    return Prompts(sounds)


def test_each_prompt_of_the_pack_is_told_from_all_others(sounds: dict[str, bytes], prompts: Prompts) -> None:
    dice = random.Random(5)
    for code, alaw in sounds.items():
        if code == "beep":
            continue  # too short for a piece of half a second
        lead = bytes(2 * dice.randrange(8000))  # nobody knows where in a piece it begins
        heard = Ear(prompts).hear(lead + sound.from_alaw(alaw) + bytes(2 * sound.BYTES))
        assert [s.code for s in heard if s.kind is Kind.PROMPT] == [code]
        assert not [s for s in heard if s.kind in (Kind.VOICE, Kind.TONE)] or code == "music"


def test_prompts_one_after_the_other_are_named_in_order(sounds: dict[str, bytes], prompts: Prompts) -> None:
    said = sound.from_alaw(sounds["queue_place_3"]) + sound.from_alaw(sounds["queue_wait_5"])
    heard = Ear(prompts).hear(said + bytes(2 * sound.BYTES))
    assert [s.code for s in heard if s.code] == ["queue_place_3", "queue_wait_5"]
    assert heard[-1] == Sound(Kind.SILENCE)


def test_a_tone_a_voice_and_silence_are_told_apart(prompts: Prompts) -> None:
    dice = random.Random(7)
    voice = array("h", (dice.randint(-6000, 6000) for _ in range(2 * sound.RATE))).tobytes()
    heard = Ear(prompts).hear(bytes(2 * sound.BYTES) + 2 * sound.tone(450) + voice + bytes(2 * sound.BYTES))
    assert [s.kind for s in heard] == [Kind.SILENCE, Kind.TONE, Kind.VOICE, Kind.SILENCE]
    assert [abs(f - 450) <= 2 for f in heard[1].hertz] == [True]


def test_another_voice_over_a_prompt_is_no_prompt(sounds: dict[str, bytes], prompts: Prompts) -> None:
    prompt = array("h", sound.from_alaw(sounds["greeting"]))
    mixed = array("h", (max(-32768, min(32767, s + 40)) for s in prompt)).tobytes()
    assert {s.kind for s in Ear(prompts).hear(mixed)} <= {Kind.VOICE, Kind.SILENCE, Kind.TONE}


def test_a_pause_in_speech_is_not_silence(prompts: Prompts) -> None:
    dice = random.Random(9)
    voice = array("h", (dice.randint(-6000, 6000) for _ in range(2 * sound.RATE))).tobytes()
    heard = Ear(prompts).hear(voice + bytes(sound.BYTES) + voice)
    assert heard == [Sound(Kind.VOICE)]
