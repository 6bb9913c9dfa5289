"""`yihao region voice`: the spoken prompts of a region."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from yihao.cli.region import pack_folder
from yihao.cli.session import Refusal, checked_settings
from yihao.cli.steps import Step, step


def voice(folder: Path | None, name: str, again: bool) -> int:
    """Make the sounds that are missing or whose text changed, register recordings; 1 when a sound is still wrong."""
    from yihao.app.region.audio import check_audio
    from yihao.app.region.read import read_pack

    at = pack_folder(folder)
    pack, mistakes = read_pack(at)
    if pack is None:
        print("\n".join(map(str, mistakes)))
        raise Refusal(f"资料包 {at} 有 {len(mistakes)} 处错误，请先改正。")
    with step("制作语音") as current:
        made, recorded = _make(at, pack.prompts, name, again, current)
    left = check_audio(at, pack.prompts)
    print(
        "\n".join([*map(str, left), f"{at / 'audio'}：新制作 {made} 条，使用录音 {recorded} 条，问题 {len(left)} 处"])
    )
    return 1 if left else 0


def _make(at: Path, prompts: Mapping[str, str], name: str, again: bool, current: Step) -> tuple[int, int]:
    from yihao.app.region.speaker import VOICE, speaker
    from yihao.app.region.voice import VoiceRefused, make_audio

    name = name or VOICE
    start = partial(speaker, checked_settings().data / "voice", name, current.note)
    try:
        return make_audio(at, prompts, name, start, again=again, progress=current.tick)
    except VoiceRefused as refused:
        raise Refusal(str(refused)) from None
