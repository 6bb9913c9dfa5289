"""三员分立: who administers accounts sees no order, who audits changes nothing, who handles administers nothing."""

import pytest

from yihao.organisation.values import ROLE_NAMES, ROLES, Permission, Role

ADMINISTERING = {Permission.MANAGE_ACCOUNT, Permission.MANAGE_DICTIONARY, Permission.MANAGE_JOB}
READING = {Permission.READ_ORDER, Permission.READ_LEDGER}
WORKING = set(Permission) - ADMINISTERING - {Permission.READ_LEDGER}
WORKERS = [role for role in Role if role not in (Role.ADMINISTRATOR, Role.AUDITOR)]


def test_the_administrator_has_nothing_to_do_with_orders_or_the_audit() -> None:
    assert ROLES[Role.ADMINISTRATOR] == ADMINISTERING


def test_the_auditor_only_reads_and_only_the_ledger() -> None:
    assert ROLES[Role.AUDITOR] == {Permission.READ_LEDGER}


@pytest.mark.parametrize("role", WORKERS)
def test_who_works_on_orders_neither_administers_nor_audits(role: Role) -> None:
    assert ROLES[role] <= WORKING


@pytest.mark.parametrize("role", WORKERS)
def test_who_works_on_orders_may_read_them(role: Role) -> None:
    assert Permission.READ_ORDER in ROLES[role]


def test_the_unit_that_handles_does_not_check_itself() -> None:
    """Dispatching, checking and judging are the centre's; signing and replying are the unit's; nobody has both."""
    centre = {Permission.DISPATCH_ORDER, Permission.CHECK_ORDER, Permission.JUDGE_ORDER}
    unit = {Permission.SIGN_ASSIGNMENT, Permission.REPLY_ASSIGNMENT}
    for role in Role:
        assert not (ROLES[role] & centre and ROLES[role] & unit)


def test_a_leader_does_not_look_at_personal_data_without_need() -> None:
    assert Permission.REVEAL_PERSONAL not in ROLES[Role.UNIT_LEADER]


def test_every_role_has_a_name_and_permissions_and_every_permission_a_role() -> None:
    assert set(ROLES) == set(ROLE_NAMES) == set(Role)
    assert all(ROLES.values())
    assert frozenset().union(*ROLES.values()) == set(Permission)
