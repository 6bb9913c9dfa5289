"""Refusals in the person's words (RFC 9457): what happened, what was kept, what to do."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that needs mending; `field` is the name in the request."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody else did meanwhile: an ISO instant, who, what."""

    at: str
    who: str
    what: str


@dataclass
class Problem(Exception):
    """A refusal that a person reads. `title` says what happened, `detail` what was kept and what to do."""

    title: str
    detail: str = ""
    errors: Sequence[FieldError] = field(default_factory=tuple)
    changes: Sequence[Change] = field(default_factory=tuple)
    code: str = "refused"
    status: int = 400

    def __str__(self) -> str:
        return f"{self.code}: {self.title}"

    def body(self) -> dict[str, Any]:
        """The problem document as a dict ready for JSON."""
        return {
            "type": f"urn:yihao:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "errors": [asdict(e) for e in self.errors],
            "changes": [asdict(c) for c in self.changes],
        }


@dataclass
class SignedOut(Problem):
    title: str = "登录已失效，请重新登录"
    detail: str = "您填写的内容仍在本页，登录后可以继续。"
    code: str = "signed_out"
    status: int = 401


@dataclass
class Forbidden(Problem):
    title: str = "您没有办理这件事的权限"
    detail: str = "如工作需要，请联系本单位管理员授权。"
    code: str = "forbidden"
    status: int = 403


@dataclass
class NotFound(Problem):
    title: str = "没有找到，或不在您的查看范围内"
    code: str = "not_found"
    status: int = 404


@dataclass
class Conflict(Problem):
    """A stale version: somebody acted since the page was read."""

    title: str = "这件工单刚被他人更新"
    detail: str = "您填写的内容已保留。请核对最新情况后再办理。"
    code: str = "conflict"
    status: int = 409


@dataclass
class WrongState(Problem):
    title: str = "当前状态不能这样办理"
    code: str = "wrong_state"
    status: int = 409


@dataclass
class Invalid(Problem):
    title: str = "有内容需要修改"
    detail: str = "请按提示修改后重新提交，其余内容已保留。"
    code: str = "invalid"
    status: int = 422

    @classmethod
    def field_error(cls, name: str, message: str) -> "Invalid":
        """An `Invalid` about a single field; its message is also the title."""
        return cls(title=message, errors=(FieldError(name, message),))


@dataclass
class TooLarge(Problem):
    title: str = "文件太大"
    code: str = "too_large"
    status: int = 413


@dataclass
class NoRoom(Problem):
    title: str = "附件暂时存不进去（存储空间不足或不可用）"
    detail: str = "其余内容已保留，可先不带附件提交，过后再补。"
    code: str = "storage"
    status: int = 503


@dataclass
class RateLimited(Problem):
    title: str = "操作太频繁，请稍后再试"
    code: str = "rate_limited"
    status: int = 429


@dataclass
class DatabaseUnavailable(Problem):
    title: str = "系统暂时连不上数据库"
    detail: str = "这一步没有保存，也没有重复。您填写的内容仍在本页，请稍后重试；急事请直接拨打热线。"
    code: str = "database_unavailable"
    status: int = 503


@dataclass
class DatabaseFull(Problem):
    title: str = "数据库磁盘已满，暂时不能保存"
    detail: str = "这一步没有保存，也没有重复。您填写的内容仍在本页，腾出空间后可以接着提交；急事请直接拨打热线。"
    code: str = "database_full"
    status: int = 503
