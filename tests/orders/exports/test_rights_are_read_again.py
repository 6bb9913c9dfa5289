"""The rights of an export are those of the moment: while it is done, while it is gone on with, and when it is fetched."""

import os
from datetime import date

import pytest

from tests.orders.builders import ROLLED_BACK, City, dispatched, submitted
from tests.orders.exports.ground import ask, body, job, table
from yihao.kernel.problems import Forbidden
from yihao.kernel.work import run
from yihao.orders.exports import jobs
from yihao.orders.exports.jobs import Run
from yihao.organisation.models import Account, Grant
from yihao.organisation.values import ROLES, Permission, Role, Viewer

pytestmark = ROLLED_BACK
EXPORTERS = {Role.DISPATCHER, Role.SUPERVISOR, Role.UNIT_LEADER}


@pytest.mark.parametrize("role", Role)
def test_only_those_who_answer_for_a_queue_or_unit_take_out(role: Role) -> None:
    assert (Permission.EXPORT_ORDER in ROLES[role]) == (role in EXPORTERS)


@pytest.mark.parametrize("who", ["agent", "clerk", "caller_back", "administrator", "auditor"])
def test_others_are_refused(city: City, who: str) -> None:
    submitted(city)
    with pytest.raises(Forbidden):
        ask(getattr(city, who))


def test_a_unit_takes_out_its_own(city: City) -> None:
    own = dispatched(city)
    submitted(city, phone="13900000001")
    submitted(city, phone="13900000002").dispatch(lead="JJ-360403")
    assert [r["工单编号"].strip() for r in table(city.leader)] == [own.row["number"]]


def test_another_post_widens_nothing(city: City) -> None:
    """An agent of the centre who also leads a unit takes out what the unit has, not what the centre has."""
    city.employ({"both": ((Role.AGENT, "JJ-ZX"), (Role.UNIT_LEADER, "JJ-360402"))})
    own = dispatched(city, secrecy="confidential")
    submitted(city, phone="13900000001")
    (row,) = table(city.both)
    assert (row["工单编号"].strip(), row["诉求人"]) == (own.row["number"], "***")


def _end_posts(who: Viewer) -> None:
    Grant.objects.filter(account_id=who.account_id).update(valid_to=date(2026, 3, 9))


def _close_account(who: Viewer) -> None:
    Account.objects.filter(id=who.account_id).update(is_active=False)


def _move(who: Viewer) -> None:
    """To the same post elsewhere: what was read for the old one is not for the new one."""
    other = Grant.objects.filter(role="dispatcher").exclude(unit_id=who.posts[0].unit_id).first()
    assert other is not None
    Grant.objects.filter(account_id=who.account_id).update(unit_id=other.unit_id)


@pytest.mark.parametrize("change", [_end_posts, _close_account, _move])
def test_whose_rights_change_meanwhile_gets_nothing(
    city: City, change: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PART", 1)
    for n in range(3):
        submitted(city, phone=f"1390000000{n}")
    kept = Run.keep
    parts: list[int] = []

    def keep(self: Run, made: dict[str, object], done: int) -> None:
        kept(self, made, done)
        parts.append(done)
        if done == 2:
            change(city.dispatcher)  # type: ignore[operator]

    monkeypatch.setattr(Run, "keep", keep)
    job_id = ask(city.dispatcher)
    run.work_on(job_id)
    failed = job(job_id)
    assert 2 in parts and (failed["state"], failed["made"]) == ("failed", "{}")
    assert not os.path.exists(os.path.join(os.environ["YIHAO_DATA"], "files", "jobs", job_id.hex))


@pytest.mark.parametrize("change", [_end_posts, _move])
def test_a_finished_file_is_not_for_whoever_was_moved(city: City, change: object) -> None:
    submitted(city)
    job_id = ask(city.dispatcher)
    run.work_on(job_id)
    change(city.dispatcher)  # type: ignore[operator]
    with pytest.raises(Forbidden):
        body(city.dispatcher, job_id)
