"""`yihao audit`: the ledger checked against its seals, and the orders against the ledger."""

from typing import TYPE_CHECKING

from yihao.cli.steps import Step

if TYPE_CHECKING:
    from yihao.kernel.audit import Finding


def verify(orders: bool) -> int:
    """Print every row that was changed, removed or inserted. 0 when there is none, else 1."""
    from yihao.kernel.audit import verify as verify_ledger

    current = Step("校验台账")
    findings = verify_ledger(lambda done: current.tick(f"{done} 行"))
    current.end("✗" if findings else "✓")
    if orders:
        findings += _verify_orders()
    for finding in findings:
        print(f"  {finding.row}：{finding.what}")
    print(f"发现 {len(findings)} 处异常" if findings else "没有发现异常")
    return 1 if findings else 0


def accept_restore(reason: str) -> None:
    """Let the ledger go on after a restore."""
    from yihao.kernel import head
    from yihao.kernel.values import Actor, Via
    from yihao.organisation.queries import home_region

    head.accept(by=Actor(home_region(), Via.COMMAND), reason=reason)
    print("已确认，台账从数据库现有的位置继续编号；原账本头留在数据目录备查")


def _verify_orders() -> "list[Finding]":
    from yihao.orders.audit import gaps
    from yihao.orders.audit import verify as verify_orders

    current = Step("由台账重算工单")
    findings = verify_orders(lambda done: current.tick(f"{done} 件"))
    current.end("✗" if findings else "✓")
    for gap in gaps():
        if gap.explained:
            last = f"–{gap.last:06d}" if gap.last != gap.first else ""
            print(f"  空号 {gap.day} {gap.first:06d}{last}：{gap.why}")
    return findings
