"""Recordings: why one may leave the system, and the events."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from yihao.kernel.ledger import Payload

DOWNLOAD_REASONS: Mapping[str, str] = {
    "dispute": "核查争议",
    "police": "公安机关依法调取",
    "supervision": "督办核查",
    "petitioner": "诉求人依法查阅",
}


@dataclass(frozen=True)
class RecordingKept(Payload):
    """A recording was taken up: its digest (SM3) proves later that it was not changed."""

    kind: ClassVar[str] = "recording.kept"
    says: ClassVar[str] = "保存录音"
    call_id: UUID
    digest: str
    size: int


@dataclass(frozen=True)
class RecordingPlayed(Payload):
    """Somebody listened; with a reason it was downloaded."""

    kind: ClassVar[str] = "recording.played"
    says: ClassVar[str] = "收听录音"
    call_id: UUID
    reason: str


@dataclass(frozen=True)
class RecordingRemoved(Payload):
    """A recording was removed because its time was over."""

    kind: ClassVar[str] = "recording.removed"
    says: ClassVar[str] = "录音到期销毁"
    call_id: UUID
