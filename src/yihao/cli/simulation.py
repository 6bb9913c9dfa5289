"""`yihao simulate`: the past of a simulated city."""

import signal
from datetime import datetime
from types import FrameType

import click

_MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"]


@click.command()
@click.option("--days", type=click.IntRange(1, 400), help="模拟最近多少天，如 30。")
@click.option("--seed", type=int, default=7, show_default=True, help="种子：同样的种子造出同样的内容。")
@click.option("--scale", type=click.FloatRange(0.001, 10), default=1.0, show_default=True, help="来件量的倍数。")
@click.option("--until", type=click.DateTime(_MOMENTS), help="模拟到何时为止，默认现在。")
@click.option("--bulk", type=click.IntRange(100, 20_000_000), help="改为造性能测试用的数据库：工单件数，如 1000000。")
def simulate(days: int | None, seed: int, scale: float, until: datetime | None, bulk: int | None) -> None:
    """在空的数据目录里模拟一座城市最近的来件和办理；可随时中断，再次运行接着做。"""
    from yihao.cli.session import application

    if (days is None) == (bulk is None):
        raise click.UsageError("请写明 --days 天数，或 --bulk 件数。")
    with application():
        if bulk is not None:
            _build(bulk)
        elif days is not None:
            _simulate(days, seed, scale, until)


def _build(orders: int) -> None:
    """Build the database that benches play on, or go on with it; say which older ones may go."""
    from yihao.app.bench.template import outdated, template

    found = template(orders, _say)
    print(f"数据库 {found.name} 已备好，{orders:,} 件工单；密钥在 {found.folder}")
    for name in outdated():
        print(f"数据库 {name} 由旧版本造成，不再使用，可以删除：DROP DATABASE {name}")


def _simulate(days: int, seed: int, scale: float, until: datetime | None) -> None:
    """Simulate the days before now, or go on with it; then what came of it. Raises Refusal."""
    from yihao.app import simulating
    from yihao.cli.session import Refusal
    from yihao.simulation.running import Disturbed

    signal.signal(signal.SIGTERM, _interrupt)
    try:
        made = simulating.simulate(days=days, seed=seed, scale=scale, until=until and until.astimezone(), say=_say)
    except (simulating.Refused, Disturbed) as refused:
        raise Refusal(str(refused)) from None
    except KeyboardInterrupt:
        raise Refusal("已停止。再次运行同样的命令，就从这里接着做。") from None
    print("模拟完成：" if made else "这里的模拟早已完成：")
    for line in simulating.report():
        print(line)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """SIGTERM ends as Ctrl+C does, so that the database is stopped, too."""
    raise KeyboardInterrupt


def _say(text: str) -> None:
    print(text, flush=True)
