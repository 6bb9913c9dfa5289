"""What `yihao call` knows of speech: the prompts of the region with their words, and how a sentence becomes sound."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from yihao.calls.telephones.sound import from_alaw, melody
from yihao.cli.region import pack_folder
from yihao.cli.session import Refusal, checked_settings
from yihao.cli.steps import step

_SCALE = (392, 440, 494, 523, 587, 659, 698, 784)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Prompts by code: their sound as A-law, and their words."""

    sounds: dict[str, bytes]
    texts: dict[str, str]


def pack_sounds() -> Spoken:
    """The prompts of the region's pack. Those that people recorded are known as the engine sends them: in A-law."""
    from yihao.app.region.audio import read_sound, wanted
    from yihao.app.region.read import read_pack
    from yihao.kernel.sound import encode_alaw

    folder = pack_folder(None)
    pack, mistakes = read_pack(folder)
    if pack is None:
        raise Refusal(f"资料包 {folder} 有 {len(mistakes)} 处错误，请先运行 bin/yihao region check。")
    rendered = {file.stem: file.read_bytes() for file in (folder / "audio").glob("*.alaw")}
    recorded = {file.stem: encode_alaw(read_sound(file)) for file in (folder / "audio").glob("*.wav")}
    return Spoken(rendered | recorded, wanted(pack.prompts))


def pcm_of(words: str, known: Spoken) -> bytes:
    """A sentence as sound: a prompt of the pack by its code or its words, the voice where it is installed, else tones."""
    code = next((c for c, text in known.texts.items() if words in (c, text)), "")
    if code in known.sounds:
        return from_alaw(known.sounds[code])
    home = checked_settings().data / "voice"
    if not (home / "stamp").exists():
        print("没有安装语音合成，用一串音代替说话（安装：bin/yihao region voice）。")
        return melody((_SCALE[ord(sign) % len(_SCALE)] for sign in words), 0.2)
    return from_alaw(_rendered(words, home).read_bytes())


def _rendered(words: str, home: Path) -> Path:
    """The file in which the voice says it, made once."""
    from yihao.app.region.speaker import VOICE, speaker
    from yihao.app.region.voice import VoiceRefused, spoken_samples
    from yihao.kernel.sound import encode_alaw

    file = home / "said" / f"{hashlib.sha256(words.encode()).hexdigest()[:16]}.alaw"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        try:
            with step("合成语音") as current, speaker(home, VOICE, current.note) as voice:
                file.write_bytes(encode_alaw(spoken_samples(voice, words)))
        except VoiceRefused as refused:
            raise Refusal(str(refused)) from None
    return file
