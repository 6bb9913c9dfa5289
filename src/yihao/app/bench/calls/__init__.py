"""`bench calls`: engine, switchboard and database on one machine under calls, beside Asterisk's own queue on the same calls.

`ring-to-offer` is from the caller's entering the line until the seat's telephone rings, measured at that telephone.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

from yihao.app.bench import cpu
from yihao.app.bench.calls.ground import Hotline, hotline
from yihao.app.bench.calls.sipp import Burst, NoSipp, Tally

RATE, CALLS, HOLD_MS = 20.0, 400, 2500
"""Half a second of greeting, the rest is talk; every call is recorded."""
TOGETHER, RECORDED_MS, RECORDED_RATE = 150, 32000, 15.0
MOST_OFFER_MS, MOST_CPU_MS = 100.0, 40.0
_FIRST = 13900000000
Say = Callable[[str], None]


def measure(say: Say) -> dict[str, Any]:
    """Bounds: 20 calls a second without a failure and with all rows, offered within 100 ms (p95), ≤ 40 ms CPU of the
    switchboard a call, 150 recorded conversations at once."""
    try:
        with hotline() as on:
            found = _rates(on, say)
            found["concurrent_recorded"] = _recorded(on, say)
            on.switchboard.close()
            found["baseline"] = _queue(on, say)
    except NoSipp as missing:
        say(str(missing))
        return {"bench": "calls", "within": False, "missing": "sipp"}
    within = (
        found["failed"] == 0
        and found["setup_rate"] >= RATE * 0.95
        and found["offer_p95_ms"] <= MOST_OFFER_MS
        and found["cpu_ms_per_call"] <= MOST_CPU_MS
        and found["concurrent_recorded"] >= TOGETHER
    )
    say("达标" if within else "未达标")
    return {"bench": "calls", **found, "within": within}


def _rates(on: Hotline, say: Say) -> dict[str, Any]:
    before = [cpu.seconds(pid) for pid in (on.switchboard_pid, on.engine_pid, on.postgres_pid)]
    tally = on.sipp.call("rate", Burst(CALLS, RATE, HOLD_MS), _FIRST)
    on.until("SELECT count(*) = 0 FROM call WHERE closed_at IS NULL", 20)
    after = [cpu.seconds(pid) for pid in (on.switchboard_pid, on.engine_pid, on.postgres_pid)]
    own, engine, postgres = (round((b - a) * 1000 / CALLS, 2) for a, b in zip(before, after, strict=True))
    whole = _whole_rows(on)
    offers = _offers(on)
    failed = max(tally.failed, CALLS - tally.done, CALLS - whole)
    found = {
        "setup_rate": _rate(tally),
        "failed": failed,
        "rows_whole": whole,
        "offer_p50_ms": round(statistics.median(offers), 1),
        "offer_p95_ms": round(_p95(offers), 1),
        "cpu_ms_per_call": own,
        "engine_cpu_ms_per_call": engine,
        "pg_cpu_ms_per_call": postgres,
    }
    say(
        f"每秒 {found['setup_rate']} 个来电，共 {CALLS} 个，失败 {failed}，行齐全 {whole}；入队到座席振铃 p50 {found['offer_p50_ms']}、"
        f"p95 {found['offer_p95_ms']} 毫秒；每个来电 CPU：话务控制 {own}、引擎 {engine}、数据库 {postgres} 毫秒"
    )
    return found


def _whole_rows(on: Hotline) -> int:
    """Calls whose every step is there, from the arrival over queue, offer and answer to the close, each in the ledger."""
    wanted = ("arrive", "say", "queue", "offer", "answer", "end", "close")
    have = " AND ".join(f"bool_or(kind = '{kind}')" for kind in wanted)
    counted = (
        f"SELECT count(*) FROM (SELECT call_id FROM call_step GROUP BY call_id HAVING {have}) s"
        " JOIN call c ON c.id = s.call_id AND c.outcome = 'served'"
        " WHERE EXISTS (SELECT FROM event e WHERE e.subject_id = c.id AND e.kind = 'call.closed')"
    )
    return int(on.rows(counted)[0][0])


def _offers(on: Hotline) -> list[float]:
    """Milliseconds from entering the line to the seat's ringing, of each call's first offer."""
    entered = "SELECT call_id, extract(epoch FROM min(at))::float8 FROM call_step WHERE kind = 'queue' GROUP BY call_id"
    queued = {str(call): float(at) for call, at in on.rows(entered)}
    rung: dict[str, float] = {}
    for noted in on.sipp.rung():
        rung.setdefault(noted.call, noted.at)
    return sorted((rung[call] - at) * 1000 for call, at in queued.items() if call in rung)


def _recorded(on: Hotline, say: Say) -> int:
    """How many conversations were recorded at once, both sides with sound in them."""
    from yihao.app.setup import region_folder

    burst = Burst(TOGETHER, RECORDED_RATE, RECORDED_MS, region_folder() / "audio/music.alaw")
    tally = on.sipp.call("recorded", burst, _FIRST + 10_000)
    on.until("SELECT count(*) = 0 FROM call WHERE closed_at IS NULL", 20)
    on.until(f"SELECT count(*) >= {TOGETHER} FROM recording WHERE seconds > {RECORDED_MS / 1000 - 8}", 90)
    found = on.rows(f"SELECT peaks FROM recording WHERE seconds > {RECORDED_MS / 1000 - 8}")
    whole = sum(1 for (peaks,) in found if _both_sound(bytes(peaks)))
    say(f"同时录音的通话 {whole} 路（要求 {TOGETHER}），失败 {tally.failed}")
    return whole if not tally.failed else 0


def _both_sound(peaks: bytes) -> bool:
    """Whether there is sound on either side; the peaks of one stand behind those of the other."""
    half = len(peaks) // 2
    return max(peaks[:half]) > 0 and max(peaks[half:]) > 0


def _queue(on: Hotline, say: Say) -> dict[str, Any]:
    """The same calls through Asterisk's app_queue, which rings the same seats; nobody writes a row."""
    time.sleep(2)  # the engine notices that nobody is in charge: its calls take the fallback queue
    before = cpu.seconds(on.engine_pid)
    tally = on.sipp.call("queue", Burst(CALLS, RATE, HOLD_MS), _FIRST + 20_000)
    spent = cpu.seconds(on.engine_pid) - before
    answered = {n.caller: n.at for n in tally.answered}
    offers = sorted((n.at - answered[n.caller]) * 1000 for n in on.sipp.rung() if n.caller in answered)
    reached = len({n.caller for n in on.sipp.rung()} & set(answered))
    found = {
        "setup_rate": _rate(tally),
        "failed": max(tally.failed, CALLS - reached),
        "offer_p95_ms": round(_p95(offers), 1) if offers else None,
        "engine_cpu_ms_per_call": round(spent * 1000 / CALLS, 2),
    }
    say(
        f"对照（Asterisk app_queue）：每秒 {found['setup_rate']} 个，失败 {found['failed']}，接听到座席振铃 p95 {found['offer_p95_ms']} 毫秒，"
        f"引擎 CPU 每个来电 {found['engine_cpu_ms_per_call']} 毫秒"
    )
    return found


def _rate(tally: Tally) -> float:
    """Calls answered a second, from the first to the last."""
    times = sorted(noted.at for noted in tally.answered)
    return round((len(times) - 1) / (times[-1] - times[0]), 1) if len(times) > 1 else 0.0


def _p95(values: list[float]) -> float:
    return values[min(len(values) - 1, int(len(values) * 0.95))] if values else 0.0

