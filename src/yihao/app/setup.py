"""Making an installation ready to serve: schema, region, and, for the demonstration only, one account per role."""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from yihao.app.region.load import load_pack
from yihao.hotlines import queries as hotlines
from yihao.hotlines.values import Mode
from yihao.kernel import partitions, schema
from yihao.kernel.clock import now
from yihao.kernel.settings import settings
from yihao.kernel.snapshot import forget
from yihao.kernel.values import Actor, Via
from yihao.organisation import queries as organisation
from yihao.organisation.actions import give_grant, make_account
from yihao.organisation.models import Account, Region
from yihao.organisation.values import ROLE_NAMES, Role, UnitFact, UnitType

Progress = Callable[[str], None]


def prepare(progress: Progress = lambda text: None) -> list[str]:
    """Upgrade the schema, load the region when it is new or changed, open the demonstration's accounts if this is one.

    The lines to be shown once: sign-in names and first passwords of accounts made now.
    """
    progress("等另一个进程升级完")
    with schema.alone():
        progress("升级表结构")
        schema.upgrade()
        partitions.ensure(now())
        code = _load_region(progress)
        return demonstration_accounts(code) if settings().demonstration else []


def region_folder() -> Path:
    """The folder of the region pack that the settings name. Raises FileNotFoundError."""
    name = settings().region
    shipped = Path(__file__).parents[1] / "regions" / name
    for folder in (shipped, Path(name)):
        if (folder / "region.toml").is_file():
            return folder
    raise FileNotFoundError(f"找不到地区包“{name}”")


def _load_region(progress: Progress) -> str:
    """Load the pack at the first start; later changes are loaded by `yihao region load`, when the city decides."""
    known = Region.objects.values_list("code", flat=True).first()
    if known:
        return known
    code = load_pack(region_folder(), progress)
    forget()
    return code


@transaction.atomic
def demonstration_accounts(region: str) -> list[str]:
    """One account per role, with fresh passwords; nothing when there is any account already."""
    if Account.objects.exists():
        return []
    by = Actor(region, Via.COMMAND)
    centre = organisation.centre(region)
    county = next(
        u
        for u in sorted(organisation.units().values(), key=lambda u: u.code)
        if u.type is UnitType.COUNTY and u.handles
    )
    unit_roles = {Role.UNIT_CLERK, Role.UNIT_LEADER}
    lines = []
    for role in Role:
        unit = county if role in unit_roles else centre
        account_id, password = make_account(by=by, username=role.value, name=f"示范{ROLE_NAMES[role]}")
        give_grant(by=by, account_id=account_id, role=role, unit_id=unit.id, valid_from=organisation.today(region))
        lines.append(f"{role.value:<14} {password}   {ROLE_NAMES[role]}（{unit.label}）")
    return lines + [_seat_of(by, number, unit) for number, unit in _seats_elsewhere(region)]


def _seats_elsewhere(region: str) -> list[tuple[str, UnitFact]]:
    """Numbers whose experts or sub-centres answer at seats of their own (方案附件 设专家座席; 三(一)3)."""
    found = hotlines.plan(region).hotlines.values()
    wanted = [h for h in found if h.expert_seats or h.mode is Mode.SUB_CENTER]
    return [(h.number, organisation.units_by_code()[region, h.owner]) for h in sorted(wanted, key=lambda h: h.number)]


def _seat_of(by: Actor, number: str, unit: UnitFact) -> str:
    name = f"seat_{number}"
    account_id, password = make_account(by=by, username=name, name=f"示范{unit.label}座席"[:40])
    give_grant(by=by, account_id=account_id, role=Role.AGENT, unit_id=unit.id, valid_from=organisation.today(by.region))
    return f"{name:<14} {password}   {ROLE_NAMES[Role.AGENT]}（{unit.label}，{number}）"


@transaction.atomic
def open_administrator(username: str, name: str) -> str:
    """Open an account that administers the others: the first one of an installation with settings. Its first password,
    to be changed at the first sign-in. Raises Conflict when the sign-in name is taken, NotFound before `prepare`."""
    region = organisation.home_region()
    by = Actor(region, Via.COMMAND)
    account_id, password = make_account(by=by, username=username, name=name)
    centre = organisation.centre(region)
    today = organisation.today(region)
    give_grant(by=by, account_id=account_id, role=Role.ADMINISTRATOR, unit_id=centre.id, valid_from=today)
    return password
