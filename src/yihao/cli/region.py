"""`yihao region`: check and load a city's data."""

from pathlib import Path

from yihao.cli.session import Refusal, checked_settings
from yihao.cli.steps import step


def check(folder: Path | None) -> int:
    """Print every mistake of the pack, its sounds included, with its place. 0 when there is none, else 1."""
    from yihao.app.region.audio import check_audio
    from yihao.app.region.read import read_pack

    at = pack_folder(folder)
    pack, mistakes = read_pack(at)
    if pack is not None:
        mistakes = check_audio(at, pack.prompts)
    for mistake in mistakes:
        print(mistake)
    print(f"{at}：{f'{len(mistakes)} 处错误' if mistakes else '没有错误'}")
    return 1 if mistakes else 0


def load(folder: Path | None) -> int:
    """Load the pack; nothing is written when it has a mistake. Sounds that are wrong are only reported."""
    from yihao.app.region.load import PackRefused, load_pack

    wrong = check(folder)
    try:
        with step("载入资料包") as current:
            load_pack(pack_folder(folder), current.tick)
    except PackRefused:
        return 1
    if wrong:
        print("资料包已载入；音频的问题请运行 yihao region voice 处理。")
    return 0


def pack_folder(given: Path | None) -> Path:
    """The folder given, or the one that the setting `region` names: a path, or a pack shipped with the software."""
    if given is None:
        name = checked_settings().region
        shipped = Path(__file__).parents[1] / "regions" / name
        given = shipped if shipped.is_dir() else Path(name)
    if not given.is_dir():
        raise Refusal(f"找不到资料包文件夹 {given}（设置 region，或命令的参数）。")
    return given
