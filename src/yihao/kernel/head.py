"""The head of the ledger, kept also in a file outside the database; and what happens when the two do not fit.

After a restore from an older backup the file knows more than the database. Numbering on would overwrite the file, and
with it the only witness of what was lost. So nothing is numbered until a person accepts the restore, with a reason, and
that is in the ledger itself.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from typing import ClassVar

from django.db import transaction

from yihao.kernel import clock, ledger, sql
from yihao.kernel.crypto import sm3
from yihao.kernel.ids import new_id
from yihao.kernel.models import LedgerStop
from yihao.kernel.problems import WrongState
from yihao.kernel.settings import settings
from yihao.kernel.values import Actor, Subject

FIRST_SEAL = bytes(32)


@dataclass(frozen=True, slots=True)
class Head:
    """The last place in the feed and its seal."""

    position: int
    seal: bytes


@dataclass(frozen=True)
class RestoreAccepted(ledger.Payload):
    """Numbering went on though the database did not fit the head outside it; the reason's text is in `ledger_stop`."""

    kind: ClassVar[str] = "ledger.restore_accepted"
    says: ClassVar[str] = "确认数据库恢复"
    outside_position: int | None
    outside_seal: str
    inside_position: int
    inside_seal: str
    reason_digest: str


class LedgerBehind(RuntimeError):
    """The ledger in the database does not fit the head outside it. The message is Chinese and says what to do."""

    def __init__(self, outside: Head | None, inside: Head) -> None:
        self.outside, self.inside = outside, inside
        super().__init__(sentence(outside.position if outside else None, inside.position))


def sentence(outside: int | None, inside: int) -> str:
    """What does not fit, and the way on."""
    if outside is None:
        what = "库外的账本头读不出来"
    elif outside > inside:
        what = f"库外的账本头记到第 {outside} 位，数据库里只到第 {inside} 位：数据库可能由较早的备份恢复"
    else:
        what = f"第 {outside} 位的封印与库外的账本头不符：账本被重写，或数据库换成了另一份"
    return f"台账已停止编号：{what}。请核实后运行 yihao audit accept-restore --reason 说明原因"


def head_path() -> Path:
    """Where the head is kept outside the database."""
    s = settings()
    return s.ledger_head_file or s.data / "ledger-head.json"


def read_head_file() -> Head | None:
    """The head outside; None when there is no file. Raises ValueError for one that can't be read."""
    try:
        text = head_path().read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    try:
        body = json.loads(text)
        return Head(int(body["position"]), bytes.fromhex(body["seal"]))
    except (KeyError, TypeError) as fault:
        raise ValueError("not a head of a ledger") from fault


def write_head_file(head: Head) -> None:
    """Replace the head file by a new one; a crash leaves the old or the new, never half."""
    path = head_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{new_id().hex}.new")  # its own: a leader that lost its lock may still write
    try:
        with fresh.open("w", encoding="ascii") as f:
            json.dump({"position": head.position, "seal": head.seal.hex()}, f)
            f.flush()
            os.fsync(f.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def compare(inside: Head) -> None:
    """Whoever holds the head's row compares it with the file: nobody else can be ahead of it then.

    A file that is behind is one of another host, or of a process killed before it wrote: only its seal has to fit.
    Raises LedgerBehind.
    """
    try:
        outside = read_head_file()
    except ValueError:
        raise LedgerBehind(None, inside) from None
    if outside is None or outside == inside:
        return
    if outside.position >= inside.position or seal_at(outside.position) != outside.seal:
        raise LedgerBehind(outside, inside)


def seal_at(position: int) -> bytes | None:
    """The seal of a place in the feed; that of place 0 is fixed."""
    if position == 0:
        return FIRST_SEAL
    found = sql.row("SELECT seal FROM feed WHERE position = %s", (position,))
    return bytes(found["seal"]) if found else None


def note_stop(stopped: LedgerBehind) -> bool:
    """Write down that numbering stopped, once; whether it was news."""
    outside = stopped.outside
    return (
        sql.execute(
            "INSERT INTO ledger_stop (id, since, outside_position, outside_seal, inside_position, inside_seal, reason)"
            " VALUES (%s, %s, %s, %s, %s, %s, '') ON CONFLICT DO NOTHING",
            (
                new_id(),
                clock.now(),
                outside.position if outside else None,
                outside.seal.hex() if outside else "",
                stopped.inside.position,
                stopped.inside.seal.hex(),
            ),
        )
        == 1
    )


def standing() -> LedgerStop | None:
    """The stop that nobody has accepted yet."""
    return LedgerStop.objects.filter(accepted_at=None).first()


def accept(*, by: Actor, reason: str) -> None:
    """Go on from where the database is. The old file stays beside the new one, as evidence.

    Has to run where the file is. Raises WrongState when nothing is stopped.
    """
    with transaction.atomic():
        found = sql.row("SELECT position, seal FROM feed_head FOR UPDATE")
        assert found is not None
        inside = Head(int(found["position"]), bytes(found["seal"]))
        stop = _stop(inside)
        stop.accepted_at, stop.reason = clock.now(), reason
        stop.save()
        accepted = RestoreAccepted(
            stop.outside_position, stop.outside_seal, inside.position, inside.seal.hex(), sm3(reason.encode())
        )
        ledger.write(ledger.Entry(accepted, Subject("ledger", stop.id), by, clock.now()))
        _put_aside(stop)
        write_head_file(inside)  # before the commit: killed in between, the stop still stands, and is accepted again


def _stop(inside: Head) -> LedgerStop:
    """The stop that is to be accepted, also when no worker has come upon it yet."""
    try:
        compare(inside)
    except LedgerBehind as stopped:
        note_stop(stopped)
    found = standing()
    if found is None:
        raise WrongState(title="数据库与库外的账本头相符，没有需要确认的恢复")
    return found


def _put_aside(stop: LedgerStop) -> None:
    path = head_path()
    if path.exists():
        copyfile(path, path.with_name(f"{path.name}.{stop.id.hex}.old"))
