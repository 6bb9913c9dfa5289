"""An installation with settings has no demonstration accounts: its first administrator is opened by a command."""

import pytest

from yihao.app.setup import open_administrator
from yihao.kernel.problems import Conflict
from yihao.organisation.models import Account
from yihao.organisation.queries import viewer_of
from yihao.organisation.values import Permission


def test_the_first_administrator_administers_and_must_change_the_password(region: str) -> None:
    password = open_administrator("root.zhang", "张管理")
    account = Account.objects.get(username="root.zhang")
    assert account.check_password(password) and account.must_change_password
    assert viewer_of(account).permissions == {
        Permission.MANAGE_ACCOUNT,
        Permission.MANAGE_DICTIONARY,
        Permission.MANAGE_JOB,
    }


def test_a_name_that_is_taken_is_refused(region: str) -> None:
    open_administrator("root.zhang", "张管理")
    with pytest.raises(Conflict):
        open_administrator("root.zhang", "另一人")
