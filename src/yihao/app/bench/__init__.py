"""Measurements: `yihao bench NAME`. Each stands beside the bare minimum of the same work, in the same run."""

import json
from collections.abc import Callable
from typing import Any

Result = dict[str, Any]


def run(name: str, as_json: bool) -> int:
    """Run a bench, print what it found (JSON last, when asked). 0 when its bounds hold, 1 when not, 2 for no such bench."""
    bench = _benches().get(name)
    if bench is None:
        print(f"没有这个测试：{name}。可用：{'、'.join(_benches())}")
        return 2
    result = bench(lambda text: print(text, flush=True))
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
    return 0 if result["within"] else 1


def _benches() -> dict[str, Callable[[Callable[[str], None]], Result]]:
    from yihao.app.bench import acd, calls, export, intake, lifecycle, lists, live, start

    return {
        "acd": acd.measure,
        "calls": calls.measure,
        "export": export.measure,
        "intake": intake.measure,
        "lifecycle": lifecycle.measure,
        "lists": lists.measure,
        "live": live.measure,
        "search": lists.measure_search,
        "start": start.measure,
    }
