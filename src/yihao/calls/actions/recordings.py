"""Recordings 录音: taken up when a call is over, played and downloaded with a trace, removed when their time is over."""

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from yihao.calls.models import Recording
from yihao.calls.queries import history
from yihao.calls.queries.parameters import parameters
from yihao.calls.rules import sound
from yihao.calls.values.recordings import DOWNLOAD_REASONS, RecordingKept, RecordingPlayed, RecordingRemoved
from yihao.kernel import access, clock, ledger, sql
from yihao.kernel.crypto import sm3
from yihao.kernel.files import storage
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Forbidden, Invalid, NotFound
from yihao.kernel.values import Actor, Subject, Via
from yihao.organisation import queries as organisation
from yihao.organisation.values import Permission, Viewer

_log = logging.getLogger(__name__)


def take_up(folder: Path, engine: str) -> int:
    """Move the recordings of closed calls from the engine's folder into the storage; how many. Can be done again at any
    time: the storage goes by digest, the table knows one for a call, and a file goes only when both stand."""
    try:
        return _take_up_all(folder, engine)
    except OSError as refused:  # a full disk stops no call: the engine's files stay where they are until there is room
        _log.error("recordings can't be stored, tried again", extra={"fault": type(refused).__name__, "errno": refused.errno})
        return 0


def _take_up_all(folder: Path, engine: str) -> int:
    done = 0
    for left in sorted(folder.glob("*-in.alaw")):
        channel = left.name.removesuffix("-in.alaw")
        call = sql.row(
            "SELECT id, region, closed_at FROM call WHERE engine = %s AND channel = %s AND closed_at IS NOT NULL",
            (engine, channel),
        )
        if call is not None:
            right = left.with_name(f"{channel}-out.alaw")
            _keep(call["region"], call["id"], left.read_bytes(), right.read_bytes() if right.exists() else b"")
            left.unlink()
            right.unlink(missing_ok=True)
            done += 1
    return done


@transaction.atomic
def _keep(region: str, call_id: UUID, left: bytes, right: bytes) -> None:
    if Recording.objects.filter(call_id=call_id).exists():
        return
    body, at, key = sound.stereo(left, right), clock.now(), new_id()
    length, digest = max(len(left), len(right)), sm3(body)
    place = f"recordings/{at:%Y/%m/%d}/{key.hex}.wav"
    storage().put(place, body)
    sql.insert(
        Recording,
        id=key,
        region=region,
        call_id=call_id,
        digest=digest,
        size=len(body),
        seconds=length / sound.RATE,
        storage_key=place,
        peaks=sound.peaks(left, length) + sound.peaks(right, length),
        made_at=at,
        keep_until=at + timedelta(days=parameters(region).keep_days),
    )
    kept = RecordingKept(call_id, digest, len(body))
    ledger.write(ledger.Entry(kept, Subject("recording", key), Actor(region, Via.SYSTEM), at))


def play(*, doer: Viewer, recording_id: UUID, reason: str) -> bytes:
    """The sound, for whoever may hear it; written down before it is given. Raises NotFound, Forbidden."""
    row = _row(doer, recording_id)
    return _sound(organisation.actor(doer, next(iter(doer.posts), None)), row, reason)


def play_message(*, by: Actor, call_id: UUID) -> bytes:
    """The sound of a message that was left, for a room above that has seen to the right. Raises NotFound without one."""
    row = sql.row("SELECT * FROM recording WHERE call_id = %s AND removed_at IS NULL", (call_id,))
    if row is None:
        raise NotFound(title="留言还没有存好，或已过保存期", detail="请稍后再试。")
    return _sound(by, row, "message")


def _sound(by: Actor, row: dict[str, Any], reason: str) -> bytes:
    with transaction.atomic():
        access.note(by=by, action="play", subject_type="recording", subject_id=row["id"], reason=reason)
        played = RecordingPlayed(row["call_id"], reason)
        ledger.write(ledger.Entry(played, Subject("recording", row["id"]), by, clock.now()))
    return storage().get(row["storage_key"])


def download(*, doer: Viewer, recording_id: UUID, reason: str) -> bytes:
    """The sound as a file. Raises Invalid without a reason, Forbidden without the right."""
    if reason not in DOWNLOAD_REASONS:
        raise Invalid.field_error("reason", "请选择下载理由")
    if Permission.DOWNLOAD_RECORDING not in doer.permissions:
        raise Forbidden(title="您没有下载录音的权限")
    return play(doer=doer, recording_id=recording_id, reason=reason)


def remove_due(limit: int = 500) -> int:
    """Remove the recordings whose time is over; how many. The row stays: that there was one, and its digest."""
    due = sql.rows(
        "SELECT id, region, call_id, storage_key FROM recording WHERE keep_until < %s AND removed_at IS NULL LIMIT %s",
        (clock.now(), limit),
    )
    for row in due:
        with transaction.atomic():
            sql.update(Recording, row["id"], removed_at=clock.now())
            removed = RecordingRemoved(row["call_id"])
            by = Actor(row["region"], Via.SYSTEM)
            ledger.write(ledger.Entry(removed, Subject("recording", row["id"]), by, clock.now()))
        storage().remove(row["storage_key"])
    return len(due)


def _row(doer: Viewer, recording_id: UUID) -> dict[str, Any]:
    row = sql.row("SELECT * FROM recording WHERE id = %s AND removed_at IS NULL", (recording_id,))
    call = sql.row("SELECT * FROM call WHERE id = %s", (row["call_id"],)) if row else None
    if row is None or call is None or call["region"] != doer.region or not history.may_play(doer, call):
        raise NotFound(title="没有这段录音，或您不能收听")
    return row
