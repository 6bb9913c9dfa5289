"""Roles, permissions, unit types; and the events of this room."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from yihao.kernel.ledger import Payload


class Permission(StrEnum):
    """What a person may do, as `noun:verb`."""

    RECORD_APPEAL = "appeal:record"
    DISPATCH_ORDER = "order:dispatch"
    CHECK_ORDER = "order:check"
    JUDGE_ORDER = "order:judge"
    WITHDRAW_ORDER = "order:withdraw"
    READ_ORDER = "order:read"
    EXPORT_ORDER = "order:export"
    SIGN_ASSIGNMENT = "assignment:sign"
    REPLY_ASSIGNMENT = "assignment:reply"
    ATTEMPT_VISIT = "visit:attempt"
    REVEAL_PERSONAL = "personal:reveal"
    READ_LEDGER = "ledger:read"
    READ_ROSTER = "roster:read"
    MANAGE_ROSTER = "roster:manage"
    MANAGE_ACCOUNT = "account:manage"
    MANAGE_DICTIONARY = "dictionary:manage"
    MANAGE_JOB = "job:manage"
    TAKE_CALL = "call:take"
    SUPERVISE_CALL = "call:supervise"
    READ_RECORDING = "recording:read"
    DOWNLOAD_RECORDING = "recording:download"
    READ_NUMBER = "number:read"
    MANAGE_NUMBER = "number:manage"
    READ_MERGE = "merge:read"
    REPORT_MERGE = "merge:report"
    MANAGE_MERGE = "merge:manage"


class Role(StrEnum):
    """A set of permissions that one post brings; the scope is the unit of the grant."""

    AGENT = "agent"
    DISPATCHER = "dispatcher"
    UNIT_CLERK = "unit_clerk"
    UNIT_LEADER = "unit_leader"
    FOLLOW_UP = "follow_up"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


ROLE_NAMES: Mapping[Role, str] = {
    Role.AGENT: "话务员",
    Role.DISPATCHER: "派单员",
    Role.UNIT_CLERK: "承办单位经办人",
    Role.UNIT_LEADER: "承办单位负责人",
    Role.FOLLOW_UP: "回访员",
    Role.SUPERVISOR: "督办专员",
    Role.ADMINISTRATOR: "系统管理员",
    Role.AUDITOR: "审计员",
}

P = Permission
# Separation of duties 三员 (领域档案 L12): who administers accounts sees no order, who audits changes nothing.
# Taking orders out (order:export) is for those who answer for a whole queue or unit. Not for agents, clerks and callers
# back: whoever handles one matter at a time needs no file of thousands. 方案 三(三)3 “谁使用谁负责”; 个人信息保护法 6 (least).
ROLES: Mapping[Role, frozenset[Permission]] = {
    Role.AGENT: frozenset(
        {P.RECORD_APPEAL, P.READ_ORDER, P.WITHDRAW_ORDER, P.REVEAL_PERSONAL, P.TAKE_CALL, P.READ_ROSTER, P.READ_NUMBER}
    ),
    Role.DISPATCHER: frozenset(
        {
            P.DISPATCH_ORDER,
            P.CHECK_ORDER,
            P.READ_ORDER,
            P.EXPORT_ORDER,
            P.WITHDRAW_ORDER,
            P.REVEAL_PERSONAL,
            P.READ_NUMBER,
        }
    ),
    Role.UNIT_CLERK: frozenset(
        {P.SIGN_ASSIGNMENT, P.REPLY_ASSIGNMENT, P.READ_ORDER, P.REVEAL_PERSONAL, P.READ_MERGE, P.REPORT_MERGE}
    ),
    Role.UNIT_LEADER: frozenset(
        {
            P.SIGN_ASSIGNMENT,
            P.REPLY_ASSIGNMENT,
            P.READ_ORDER,
            P.EXPORT_ORDER,
            P.READ_ROSTER,
            P.MANAGE_ROSTER,
            P.READ_MERGE,
            P.REPORT_MERGE,
        }
    ),
    Role.FOLLOW_UP: frozenset({P.ATTEMPT_VISIT, P.READ_ORDER, P.REVEAL_PERSONAL, P.TAKE_CALL}),
    Role.SUPERVISOR: frozenset(
        {
            P.DISPATCH_ORDER,
            P.CHECK_ORDER,
            P.JUDGE_ORDER,
            P.READ_ORDER,
            P.EXPORT_ORDER,
            P.WITHDRAW_ORDER,
            P.REVEAL_PERSONAL,
            P.TAKE_CALL,
            P.SUPERVISE_CALL,
            P.READ_RECORDING,
            P.DOWNLOAD_RECORDING,
            P.READ_ROSTER,
            P.MANAGE_ROSTER,
            P.READ_NUMBER,
            P.MANAGE_NUMBER,
            P.READ_MERGE,
            P.MANAGE_MERGE,
        }
    ),
    Role.ADMINISTRATOR: frozenset({P.MANAGE_ACCOUNT, P.MANAGE_DICTIONARY, P.MANAGE_JOB}),
    Role.AUDITOR: frozenset({P.READ_LEDGER}),
}


class UnitType(StrEnum):
    """Kinds of unit (领域档案 4.2, 8.2-7: people's organisations, companies and temporary headquarters handle too)."""

    GOVERNMENT = "GOVERNMENT"
    GOV_DEPT = "GOV_DEPT"
    COUNTY = "COUNTY"
    TOWN = "TOWN"
    PEOPLE_ORG = "PEOPLE_ORG"
    PUBLIC_ENTERPRISE = "PUBLIC_ENTERPRISE"
    VERTICAL = "VERTICAL"
    TEMP_HQ = "TEMP_HQ"
    CENTER = "CENTER"


UNIT_TYPE_NAMES: Mapping[UnitType, str] = {
    UnitType.GOVERNMENT: "市级政府",
    UnitType.GOV_DEPT: "市直部门",
    UnitType.COUNTY: "县级政府（管委会）",
    UnitType.TOWN: "乡镇街道",
    UnitType.PEOPLE_ORG: "群团组织",
    UnitType.PUBLIC_ENTERPRISE: "公共企事业单位",
    UnitType.VERTICAL: "垂直管理单位",
    UnitType.TEMP_HQ: "临时指挥机构",
    UnitType.CENTER: "热线工作机构",
}


@dataclass(frozen=True, slots=True)
class UnitFact:
    """A unit as other rooms see it."""

    id: UUID
    region: str
    code: str
    name: str
    short_name: str
    type: UnitType
    tier: int
    area_code: str
    path: str
    """The region, then codes from the root down, each followed by a slash: a unit's subtree is a prefix."""
    handles: bool
    duty_phone: str
    parent_id: UUID | None
    valid_from: date
    valid_to: date | None
    successor_id: UUID | None

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name


@dataclass(frozen=True, slots=True)
class Post:
    """A grant in force: a role at a unit."""

    role: Role
    unit_id: UUID
    unit_name: str
    unit_path: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person who is signed in, with the posts in force now. Rooms decide by this, never by the account."""

    account_id: UUID
    name: str
    region: str
    posts: tuple[Post, ...]
    address: str = ""

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything the person may do somewhere."""
        return frozenset().union(*(ROLES[p.role] for p in self.posts))

    def posts_with(self, permission: Permission) -> tuple[Post, ...]:
        """The posts that bring a permission."""
        return tuple(p for p in self.posts if permission in ROLES[p.role])

    def within(self, permission: Permission, path: str) -> Post | None:
        """A post that brings the permission and whose unit's subtree holds `path`."""
        return next((p for p in self.posts_with(permission) if path.startswith(p.unit_path)), None)

    def at(self, permission: Permission, unit_id: UUID) -> Post | None:
        """A post that brings the permission exactly at this unit."""
        return next((p for p in self.posts_with(permission) if p.unit_id == unit_id), None)


@dataclass(frozen=True)
class UnitSaved(Payload):
    """A unit was entered or changed."""

    kind: ClassVar[str] = "unit.saved"
    says: ClassVar[str] = "登记机构"
    code: str
    type: str
    parent_id: UUID | None
    valid_from: date
    valid_to: date | None
    successor_id: UUID | None


@dataclass(frozen=True)
class UnitMoved(Payload):
    """A unit came below another one, with all below it: who sees its orders changes with that."""

    kind: ClassVar[str] = "unit.moved"
    says: ClassVar[str] = "调整上级机构"
    from_id: UUID | None
    to_id: UUID | None


@dataclass(frozen=True)
class AccountMade(Payload):
    """An account was opened for a person."""

    kind: ClassVar[str] = "account.made"
    says: ClassVar[str] = "开通账号"


@dataclass(frozen=True)
class AccountSwitched(Payload):
    """An account was closed or opened again."""

    kind: ClassVar[str] = "account.switched"
    says: ClassVar[str] = "启停账号"
    active: bool


@dataclass(frozen=True)
class PasswordSet(Payload):
    """A password was set: by the person, or by an administrator (then it must be changed at the next sign-in)."""

    kind: ClassVar[str] = "account.password_set"
    says: ClassVar[str] = "设置密码"
    by_owner: bool


@dataclass(frozen=True)
class GrantGiven(Payload):
    """A person received a role at a unit."""

    kind: ClassVar[str] = "grant.given"
    says: ClassVar[str] = "授予岗位"
    grant_id: UUID
    role: str
    unit_id: UUID
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class GrantEnded(Payload):
    """A grant's last day was set."""

    kind: ClassVar[str] = "grant.ended"
    says: ClassVar[str] = "终止岗位"
    grant_id: UUID
    valid_to: date
