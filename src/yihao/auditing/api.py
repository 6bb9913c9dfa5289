"""HTTP of 审计: the ledger, the access log, checks of the ledger. Every reading is itself in the access log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from yihao.auditing import actions
from yihao.auditing.queries import checks, choices, ledger, looks
from yihao.auditing.values import Span
from yihao.kernel import access
from yihao.organisation.http import Staff, acting, answers, do_once, viewer
from yihao.organisation.values import Permission as P

router = Router(tags=["审计"])
_AUDITOR = Staff(P.READ_LEDGER)


class LedgerFilter(Schema):
    """What the ledger is narrowed to; `actor` is an account, `citizen` or `system`."""

    kind: str = ""
    actor: str = ""
    unit: str = ""
    number: str = ""
    channel: str = ""
    since: str = ""
    until: str = ""


class LedgerRow(Schema):
    """An event in words; `position` is None until it has its place."""

    id: UUID
    position: int | None
    kind: str
    kind_name: str
    sentence: str
    subject: str
    number: str
    who: str
    unit_name: str
    channel_name: str
    occurred_at: datetime
    recorded_at: datetime


class LedgerPage(Schema):
    """A page of events, the last recorded first."""

    rows: list[LedgerRow]
    next: str


class LedgerFact(Schema):
    """A field of a payload."""

    name: str
    value: str


class LedgerEvent(LedgerRow):
    """An event with its payload, its seal, and what stands before and after it."""

    version: int
    facts: list[LedgerFact]
    seal: str
    beside: list[LedgerRow]


class LooksFilter(Schema):
    """What the access log is narrowed to."""

    action: str = ""
    account: str = ""
    unit: str = ""
    number: str = ""
    since: str = ""
    until: str = ""


class LookRow(Schema):
    """Who looked at what, from where, why."""

    id: UUID
    at: datetime
    who: str
    unit_name: str
    action: str
    action_name: str
    subject: str
    what: str
    reason: str
    address: str


class LooksPage(Schema):
    """A page of looks, the last first."""

    rows: list[LookRow]
    next: str


class LookerRow(Schema):
    """A person's looks in a period; `unusual` says what to look at more closely."""

    account_id: UUID
    who: str
    role_name: str
    unit_name: str
    total: int
    opened: int
    revealed: int
    exported: int
    played: int
    looked_up: int
    own_usual: int
    role_usual: int
    idle_reveals: int
    unusual: list[str]


class LookersOut(Schema):
    """Totals by person, up to 200."""

    days: int
    people: int
    rows: list[LookerRow]


class AuditChoice(Schema):
    """Something to choose."""

    code: str
    name: str


class AuditPerson(AuditChoice):
    """A person to choose, with where."""

    unit_name: str


class AuditChoices(Schema):
    """What the fields of the filters may be."""

    kinds: list[AuditChoice]
    channels: list[AuditChoice]
    actions: list[AuditChoice]
    units: list[AuditChoice]
    people: list[AuditPerson]


class FindingRow(Schema):
    """A row that is not as it was written."""

    row: str
    event_id: UUID | None
    what: str


class CheckRow(Schema):
    """A check of the ledger; `found` is None until it has ended."""

    id: UUID
    job_id: UUID
    who: str
    first: int
    last: int
    whole: bool
    orders: bool
    asked_at: datetime
    ended_at: datetime | None
    state: str
    state_name: str
    done: int
    total: int | None
    error: str
    found: int | None
    findings: list[FindingRow]


class ChecksOut(Schema):
    """The checks; `stopped` says why nothing is numbered, empty when all is well."""

    head: int
    stopped: str
    stopped_at: datetime | None
    rows: list[CheckRow]


class LedgerCheckIn(Schema):
    """What is to be checked: all, or a span of positions."""

    first: int | None = None
    last: int | None = None
    orders: bool = False


class CheckAsked(Schema):
    """The job that does it."""

    job_id: UUID
    said: str


def _note(
    request: HttpRequest, action: str, subject_type: str, subject_id: UUID | None, asked: Any, cursor: str
) -> None:
    """An auditor's reading: which fields it was narrowed by, not what was typed."""
    if cursor:
        return  # going on in a list that was opened
    detail = {"filter": sorted(name for name, value in asked.dict().items() if value)} if asked else {}
    by = acting(viewer(request), P.READ_LEDGER)
    access.note(by=by, action=action, subject_type=subject_type, subject_id=subject_id, detail=detail)


@router.get("/audit/choices", response=answers(AuditChoices), auth=_AUDITOR, summary="审计筛选项")
def read_audit_choices(request: HttpRequest) -> Any:
    """Kinds of events and looks, people, units."""
    return choices.choices(viewer(request))


@router.get("/audit/ledger", response=answers(LedgerPage), auth=_AUDITOR, summary="台账")
def list_events(request: HttpRequest, wanted: Query[LedgerFilter], cursor: str = "") -> Any:
    """Events, the last recorded first."""
    found = ledger.page(viewer(request), ledger.Wanted(**wanted.dict()), cursor)
    _note(request, "read_ledger", "ledger", None, wanted, cursor)
    return found


@router.get("/audit/ledger/{uuid:event_id}", response=answers(LedgerEvent), auth=_AUDITOR, summary="台账记录")
def read_event(request: HttpRequest, event_id: UUID) -> Any:
    """One event with its payload and seal."""
    found = ledger.event(viewer(request), event_id)
    _note(request, "read_ledger", "ledger", event_id, None, "")
    return found


@router.get("/audit/looks", response=answers(LooksPage), auth=_AUDITOR, summary="访问记录")
def list_looks(request: HttpRequest, wanted: Query[LooksFilter], cursor: str = "") -> Any:
    """Looks, the last first."""
    found = looks.page(viewer(request), looks.Wanted(**wanted.dict()), cursor)
    _note(request, "read_access", "access_log", None, wanted, cursor)
    return found


@router.get("/audit/lookers", response=answers(LookersOut), auth=_AUDITOR, summary="访问统计")
def count_looks(request: HttpRequest, since: str = "", until: str = "") -> Any:
    """Totals by person, beside what is usual for the person and the role."""
    found = looks.people(viewer(request), since, until)
    _note(request, "read_access", "access_log", None, None, "")
    return found


@router.get("/audit/checks", response=answers(ChecksOut), auth=_AUDITOR, summary="台账校验")
def list_checks(request: HttpRequest) -> Any:
    """The checks that were made, with what they found."""
    return checks.checks(viewer(request))


@router.post("/audit/checks", response=answers(CheckAsked), auth=_AUDITOR, summary="校验台账")
def ask_check(request: HttpRequest, body: LedgerCheckIn) -> Any:
    """Have the ledger checked; it is long work."""
    span = Span(body.first, body.last, body.orders)

    def work() -> dict[str, Any]:
        return {"job_id": actions.ask(doer=viewer(request), span=span), "said": "已开始校验，可以离开本页"}

    return do_once(request, body, work)
