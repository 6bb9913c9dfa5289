"""Taking up recordings: once, with their digest; a full disk loses nothing; who may hear; the end of their time."""

import errno
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.calls.staff import REGION, person
from yihao.calls.actions import recordings
from yihao.calls.models import Call, Recording
from yihao.kernel import clock, files, sql
from yihao.kernel.crypto import sm3
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Forbidden, Invalid, NotFound
from yihao.organisation.values import Role, Viewer

pytestmark = pytest.mark.django_db


def a_call(channel: str = "1.1", by: Viewer | None = None, closed: bool = True) -> UUID:
    key, at = new_id(), clock.now()
    Call.objects.create(
        id=key, region=REGION, engine="main", channel=channel, direction="in", called="12345", route={}, home="general",
        phase="closed", arrived_at=at, closed_at=at if closed else None, outcome="served",
        account_id=by.account_id if by else None,
    )  # fmt: skip
    return key


def sides(folder: Path, channel: str = "1.1") -> None:
    (folder / f"{channel}-in.alaw").write_bytes(b"\x2a" * 8000)
    (folder / f"{channel}-out.alaw").write_bytes(b"\xd5" * 8000)


def test_once_with_its_digest(region: str, tmp_path: Path) -> None:
    call = a_call()
    sides(tmp_path)
    assert recordings.take_up(tmp_path, "main") == 1
    sides(tmp_path)
    recordings.take_up(tmp_path, "main")
    kept = Recording.objects.get(call_id=call)
    body = files.storage().get(kept.storage_key)
    assert (kept.seconds, kept.size, kept.digest) == (1.0, len(body), sm3(body))
    assert list(tmp_path.iterdir()) == []


def test_a_call_that_is_not_over_is_left_alone(region: str, tmp_path: Path) -> None:
    a_call(closed=False)
    sides(tmp_path)
    assert recordings.take_up(tmp_path, "main") == 0
    assert len(list(tmp_path.iterdir())) == 2


def test_a_full_disk_loses_nothing(region: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_call()
    sides(tmp_path)

    def full(key: str, body: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as away:
        away.setattr(files.Folder, "put", lambda self, key, body: full(key, body))
        assert recordings.take_up(tmp_path, "main") == 0
    assert len(list(tmp_path.iterdir())) == 2
    assert recordings.take_up(tmp_path, "main") == 1


def test_who_may_hear(region: str, tmp_path: Path) -> None:
    agent, colleague, boss = person("agent", Role.AGENT), person("other", Role.AGENT), person("boss", Role.SUPERVISOR)
    a_call(by=agent)
    sides(tmp_path)
    recordings.take_up(tmp_path, "main")
    key = Recording.objects.get().id
    assert recordings.play(doer=agent, recording_id=key, reason="")
    assert recordings.play(doer=boss, recording_id=key, reason="")
    with pytest.raises(NotFound):
        recordings.play(doer=colleague, recording_id=key, reason="")
    looks = sql.rows("SELECT account_id FROM access_log WHERE subject_id = %s AND action = 'play' ORDER BY at", (key,))
    assert [look["account_id"] for look in looks] == [agent.account_id, boss.account_id]


def test_a_download_needs_the_right_and_a_reason(region: str, tmp_path: Path) -> None:
    agent, boss = person("agent", Role.AGENT), person("boss", Role.SUPERVISOR)
    a_call(by=agent)
    sides(tmp_path)
    recordings.take_up(tmp_path, "main")
    key = Recording.objects.get().id
    with pytest.raises(Invalid):
        recordings.download(doer=boss, recording_id=key, reason="curiosity")
    with pytest.raises(Forbidden):
        recordings.download(doer=agent, recording_id=key, reason="police")
    assert recordings.download(doer=boss, recording_id=key, reason="police")
    reasons = sql.rows("SELECT reason FROM access_log WHERE subject_id = %s", (key,))
    assert [r["reason"] for r in reasons] == ["police"]


def test_when_its_time_is_over_it_is_removed_and_its_digest_stays(region: str, tmp_path: Path) -> None:
    agent = person("agent", Role.AGENT)
    a_call(by=agent)
    sides(tmp_path)
    recordings.take_up(tmp_path, "main")
    kept = Recording.objects.get()
    assert recordings.remove_due() == 0
    with clock.clock_at(kept.keep_until + timedelta(seconds=1)):
        assert recordings.remove_due() == 1
    again = Recording.objects.get()
    assert again.digest == kept.digest and again.removed_at is not None
    with pytest.raises(FileNotFoundError):
        files.storage().get(kept.storage_key)
    with pytest.raises(NotFound):
        recordings.play(doer=agent, recording_id=kept.id, reason="")
