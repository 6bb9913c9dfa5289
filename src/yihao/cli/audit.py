"""`yihao audit`: the ledger checked against its seals, and the orders against the ledger."""

from collections.abc import Iterable

from yihao.cli.steps import Step


def verify(orders: bool) -> int:
    """Print every row that was changed, removed or inserted. 0 when there is none, else 1."""
    from yihao.kernel.audit import verify as verify_ledger

    current = Step("校验台账")
    findings: list[object] = list(verify_ledger(lambda done: current.tick(f"{done} 行")))
    current.end("✗" if findings else "✓")
    if orders:
        findings += _verify_orders()
    for finding in findings:
        print(f"  {finding}")
    print(f"发现 {len(findings)} 处异常" if findings else "没有发现异常")
    return 1 if findings else 0


def _verify_orders() -> Iterable[object]:
    from yihao.orders.audit import verify as verify_orders

    current = Step("由台账重算工单")
    findings = list(verify_orders())
    current.end("✗" if findings else "✓")
    return findings
