"""三员分立: who may audit may not administer; the grant is refused, on whatever day both would be in force."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihao.kernel.problems import Conflict
from yihao.kernel.values import Actor, Via
from yihao.organisation import queries
from yihao.organisation.actions import end_grant, give_grant, make_account
from yihao.organisation.rules import Held, in_the_way, kept_apart
from yihao.organisation.values import Role

APART = {Role.ADMINISTRATOR, Role.AUDITOR}
DAY = date(2026, 11, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "second"), [(Role.AUDITOR, Role.ADMINISTRATOR), (Role.ADMINISTRATOR, Role.AUDITOR)])
def test_the_second_is_refused_until_the_first_has_ended(region: str, first: Role, second: Role) -> None:
    by, centre = Actor(region, Via.COMMAND), queries.centre(region)
    account, _ = make_account(by=by, username="both", name="张三")

    def give(role: Role, since: date) -> object:
        return give_grant(by=by, account_id=account, role=role, unit_id=centre.id, valid_from=since)

    grant = give(first, DAY)
    with pytest.raises(Conflict, match="已是"):
        give(second, DAY + timedelta(days=400))
    end_grant(by=by, grant_id=grant, valid_to=DAY + timedelta(days=9))  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        give(second, DAY + timedelta(days=9))
    give(second, DAY + timedelta(days=10))


def test_only_these_two_are_kept_apart() -> None:
    assert {frozenset((a, b)) for a in Role for b in Role if kept_apart(a, b)} == {frozenset(APART)}


DAYS = st.integers(0, 40).map(lambda n: DAY + timedelta(days=n))
HELD = st.builds(
    lambda role, since, more: Held(role, since, None if more is None else since + timedelta(days=more)),
    st.sampled_from(Role), DAYS, st.none() | st.integers(0, 20),
)  # fmt: skip


@given(st.lists(HELD, max_size=4), HELD)
def test_refused_exactly_when_some_day_would_have_both(held: list[Held], wanted: Held) -> None:
    def on(one: Held, day: date) -> bool:
        return one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)

    days = [DAY + timedelta(days=n) for n in range(70)]
    both = any(on(h, d) and on(wanted, d) and {h.role, wanted.role} == APART for h in held for d in days)
    already = any(on(h, d) and on(wanted, d) and h.role is wanted.role for h in held for d in days)
    assert bool(in_the_way(wanted, held)) == (both and not already)
