"""`yihao status`: what Prometheus would ring for, said here and now."""

from yihao.app.metrics.alarms import ringing
from yihao.app.metrics.exposition import known


def status() -> int:
    """Print what is beyond its limit, with the alarm's name as in the runbook. 0 when nothing is, else 1."""
    facts = list(known())
    found = ringing(facts)
    for alarm, fact in found:
        where = f"（{'，'.join(fact.labels.values())}）" if fact.labels else ""
        print(f"✗ {alarm.words}{where}：{alarm.metric} = {fact.value:.0f}。处置见运行手册 {alarm.name}")
    if not found:
        print(f"✓ {len(facts)} 项指标都在警戒线内")
    return 1 if found else 0
