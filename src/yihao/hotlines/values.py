"""Modes of merging a number (方案 三(一)), and the event of registering one."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from yihao.kernel.ledger import Payload


class Mode(StrEnum):
    """归并方式."""

    FULL_MERGE = "full_merge"
    DUAL_NUMBER = "dual_number"
    SUB_CENTER = "sub_center"


MODE_NAMES: Mapping[Mode, str] = {
    Mode.FULL_MERGE: "整体并入",
    Mode.DUAL_NUMBER: "双号并行",
    Mode.SUB_CENTER: "设分中心",
}


@dataclass(frozen=True)
class HotlineSaved(Payload):
    """A number was registered or its row changed."""

    kind: ClassVar[str] = "hotline.saved"
    says: ClassVar[str] = "登记热线号码"
    number: str
    mode: str
    phase: int
    owner_unit_id: UUID
    absorbed_into: str
