"""Checks the ledger behind a place, and what it tells of: `audit POSITION`. Run as a process of its own."""

import sys

import django


def main(behind: int) -> int:
    """Print what is not as it was written. 0 when there is nothing."""
    django.setup()
    from yihao.kernel import audit, sql
    from yihao.orders import audit as orders_audit

    at, findings = audit.check_chain(audit.begin(behind + 1))
    while at is not None:
        at, more = audit.check_chain(at)
        findings += more
    first = sql.row("SELECT event_id FROM feed WHERE position = %s", (behind,))
    findings += audit.check_pending() + audit.check_heads()
    if first is not None:
        findings += orders_audit.verify(after=first["event_id"])
    for finding in findings:
        print(finding.row, finding.what)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
