"""A first password is made by the system, told once, and must be changed; a weak one is refused in words."""

import re
from collections.abc import Callable

import pytest

from tests.organisation.conftest import City, Person
from tests.organisation.ledger import events
from yihao.app import settings as app_settings
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Conflict, Invalid, NotFound
from yihao.organisation import actions
from yihao.organisation.models import Account
from yihao.organisation.values import Permission, Role

GOOD = "明月-Jiujiang-2026"


def change(person: Person, new: str, old: str | None = None) -> Account:
    return actions.change_own_password(
        account_id=person.id, old=person.first_password if old is None else old, new=new, by=person.city.by
    )


def test_the_first_password_can_be_read_out_and_must_be_changed(person: Person) -> None:
    assert re.fullmatch(
        r"(?:[abcdefghjkmnpqrstuvwxyz2-9]{4}-){2}[abcdefghjkmnpqrstuvwxyz2-9]{4}", person.first_password
    )
    assert person.account.must_change_password
    assert person.account.check_password(person.first_password)


def test_passwords_are_kept_as_argon2id(person: Person) -> None:
    assert person.account.password.startswith("argon2$argon2id$")
    assert app_settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_first_passwords_differ() -> None:
    assert len({actions.new_password() for _ in range(200)}) == 200


def test_after_the_change_only_the_own_password_counts(person: Person) -> None:
    change(person, GOOD)
    account = person.account
    assert not account.must_change_password
    assert account.check_password(GOOD)
    assert not account.check_password(person.first_password)


def test_the_ledger_says_that_a_password_was_set_not_which(person: Person) -> None:
    change(person, GOOD)
    actions.reset_password(by=person.city.by, account_id=person.id)
    assert events(person.id) == [
        ("account.made", {}),
        ("account.password_set", {"by_owner": True}),
        ("account.password_set", {"by_owner": False}),
    ]


def test_a_reset_password_must_be_changed_again(person: Person) -> None:
    change(person, GOOD)
    fresh = actions.reset_password(by=person.city.by, account_id=person.id)
    assert person.account.must_change_password
    assert person.account.check_password(fresh)
    assert not person.account.check_password(GOOD)


@pytest.mark.parametrize(
    ("weak", "says"),
    [
        ("Ab3-x", "10 个字符"),
        ("83920174655", "数字"),
        ("password123", "太常见"),
        ("zhangsan123", "登录名.*太相似"),
    ],
)
def test_a_weak_password_is_refused_and_the_old_one_stays(person: Person, weak: str, says: str) -> None:
    with pytest.raises(Invalid) as refusal:
        change(person, weak)
    assert refusal.value.title == "新密码不符合要求"
    assert any(re.search(says, error.message) for error in refusal.value.errors)
    assert all(error.field == "new" and not error.message.isascii() for error in refusal.value.errors)
    assert person.account.must_change_password
    assert person.account.check_password(person.first_password)


def test_the_wrong_old_password_is_refused(person: Person) -> None:
    with pytest.raises(Invalid, match="原密码不正确") as refusal:
        change(person, GOOD, old="wrong")
    assert refusal.value.errors[0].field == "old"


def test_the_same_password_again_is_no_change(person: Person) -> None:
    with pytest.raises(Invalid, match="新密码不能与原密码相同"):
        change(person, person.first_password)
    assert person.account.must_change_password


def test_a_sign_in_name_is_given_once(person: Person, open_account: Callable[..., Person]) -> None:
    with pytest.raises(Conflict, match="登录名“zhangsan”已被使用"):
        open_account("zhangsan", "张珊")
    assert Account.objects.filter(username="zhangsan").count() == 1


def test_closing_and_opening_an_account_is_told_once_each(person: Person) -> None:
    for active in (True, False, False, True):
        actions.switch_account(by=person.city.by, account_id=person.id, active=active)
    assert events(person.id)[1:] == [
        ("account.switched", {"active": False}),
        ("account.switched", {"active": True}),
    ]
    assert person.account.is_active


def test_nobody_cannot_be_reset(city: City) -> None:
    with pytest.raises(NotFound, match="没有这个账号"):
        actions.reset_password(by=city.by, account_id=new_id())


def test_the_administrators_pages_open_only_to_administrators_with_a_password_of_their_own(person: Person) -> None:
    person.holds(Role.ADMINISTRATOR, "ZX")
    assert not person.account.is_staff  # the first password is not changed yet
    change(person, GOOD)
    account = person.account
    assert account.is_staff
    assert account.has_perm("organisation.change_account")
    assert account.has_perm("catalogue.change_entry")
    assert Permission.READ_ORDER not in person.viewer.permissions
    actions.switch_account(by=person.city.by, account_id=person.id, active=False)
    assert not person.account.is_staff


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_gets_into_the_administrators_pages(person: Person, role: Role) -> None:
    person.holds(role, "ZX")
    change(person, GOOD)
    assert not person.account.is_staff
    assert not person.account.has_perm("organisation.change_account")
