"""What somebody may do comes from the posts in force today, each within the subtree of its unit."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.organisation.conftest import City, Person
from tests.organisation.ledger import events
from yihao.kernel.clock import clock_at
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Invalid, NotFound
from yihao.organisation import actions, queries
from yihao.organisation.values import ROLES, Permission, Post, Role, Viewer

MORNING = datetime(2026, 10, 8, 1, tzinfo=UTC)  # 8 October, nine o'clock in the city


def test_without_a_post_one_may_nothing(person: Person) -> None:
    assert person.viewer.permissions == frozenset()
    assert person.viewer.posts == ()


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "in_force"),
    [
        (date(2026, 10, 8), None, True),  # starts today
        (date(2026, 10, 9), None, False),  # starts tomorrow
        (date(2026, 1, 1), date(2026, 10, 8), True),  # today is the last day
        (date(2026, 1, 1), date(2026, 10, 7), False),  # ended yesterday
        (date(2026, 10, 8), date(2026, 10, 8), True),
    ],
)
def test_a_post_is_in_force_from_its_first_to_its_last_day(
    person: Person, valid_from: date, valid_to: date | None, in_force: bool
) -> None:
    person.holds(Role.AGENT, "ZX", valid_from, valid_to)
    with clock_at(MORNING):
        assert (Permission.RECORD_APPEAL in person.viewer.permissions) is in_force


def test_the_day_begins_at_midnight_in_the_city(person: Person) -> None:
    person.holds(Role.AGENT, "ZX", date(2026, 10, 8))
    with clock_at(datetime(2026, 10, 7, 15, 59, 59, tzinfo=UTC)):
        assert person.viewer.posts == ()
    with clock_at(datetime(2026, 10, 7, 16, 0, tzinfo=UTC)):
        assert len(person.viewer.posts) == 1


def test_several_posts_add_up_each_at_its_own_unit(person: Person, city: City) -> None:
    city.unit("SWGS", "GOV")
    person.holds(Role.AGENT, "ZX")
    person.holds(Role.UNIT_CLERK, "SWGS")
    person.holds(Role.SUPERVISOR, "GOV", date(2099, 1, 1))
    viewer = person.viewer
    assert viewer.permissions == ROLES[Role.AGENT] | ROLES[Role.UNIT_CLERK]
    signs = viewer.at(Permission.SIGN_ASSIGNMENT, city.fact("SWGS").id)
    assert signs is not None
    assert (signs.role, signs.unit_name) == (Role.UNIT_CLERK, "SWGS 局")
    assert viewer.at(Permission.SIGN_ASSIGNMENT, city.fact("ZX").id) is None
    assert viewer.at(Permission.RECORD_APPEAL, city.fact("SWGS").id) is None


def test_the_same_post_may_have_ended_once_and_begin_again(person: Person) -> None:
    person.holds(Role.AGENT, "ZX", date(2025, 1, 1), date(2025, 12, 31))
    person.holds(Role.AGENT, "ZX", date(2026, 10, 1))
    with clock_at(MORNING):
        assert len(person.viewer.posts) == 1


def test_a_post_reaches_down_not_up_or_beside(person: Person, city: City) -> None:
    city.unit("COUNTY", "GOV")
    city.unit("TOWN", "COUNTY")
    city.unit("COUNTY2", "GOV")
    person.holds(Role.UNIT_CLERK, "COUNTY")
    reached = {queries.unit(unit).code for unit in queries.scope_units(person.viewer)}
    assert reached == {"COUNTY", "TOWN"}
    assert person.viewer.within(Permission.READ_ORDER, city.fact("TOWN").path) is not None
    assert person.viewer.within(Permission.READ_ORDER, city.fact("COUNTY2").path) is None
    assert person.viewer.within(Permission.READ_ORDER, city.fact("GOV").path) is None
    assert person.viewer.within(Permission.DISPATCH_ORDER, city.fact("TOWN").path) is None


def test_a_post_does_not_reach_units_of_another_city(
    person: Person, city: City, open_account: Callable[..., Person]
) -> None:
    """Codes are a city's own; another may use the same."""
    elsewhere = City("990002", city.by)
    actions.save_region(
        code="990002", name="另一市", short_name="另一", timezone="Asia/Shanghai", number="12345",
        phone_area_code="0798", names=[], texts={}, centre_code="ZX",
    )  # fmt: skip
    elsewhere.unit("GOV")
    elsewhere.unit("OTHER", "GOV")
    person.holds(Role.SUPERVISOR, "GOV")
    assert elsewhere.fact("OTHER").id not in queries.scope_units(person.viewer)
    assert person.viewer.within(Permission.READ_ORDER, elsewhere.fact("OTHER").path) is None


def test_a_post_is_ended_by_its_last_day(person: Person) -> None:
    grant = person.holds(Role.AGENT, "ZX", date(2026, 1, 1))
    with clock_at(MORNING):
        actions.end_grant(by=person.city.by, grant_id=grant, valid_to=date(2026, 10, 7))
        assert person.viewer.posts == ()
    kinds = [kind for kind, _ in events(person.id)]
    assert kinds == ["account.made", "grant.given", "grant.ended"]
    assert events(person.id)[-1][1] == {"grant_id": str(grant), "valid_to": "2026-10-07"}


def test_ending_a_post_twice_on_the_same_day_is_told_once(person: Person) -> None:
    grant = person.holds(Role.AGENT, "ZX")
    for _ in range(2):
        actions.end_grant(by=person.city.by, grant_id=grant, valid_to=date(2026, 10, 7))
    assert [kind for kind, _ in events(person.id)].count("grant.ended") == 1


def test_a_post_cannot_end_before_it_begins(person: Person) -> None:
    with pytest.raises(Invalid, match="截止日期早于起始日期"), transaction.atomic():
        person.holds(Role.AGENT, "ZX", date(2026, 10, 8), date(2026, 10, 7))
    grant = person.holds(Role.AGENT, "ZX", date(2026, 10, 8))
    with pytest.raises(Invalid, match="截止日期早于起始日期"):
        actions.end_grant(by=person.city.by, grant_id=grant, valid_to=date(2026, 10, 7))


def test_what_is_not_there_is_said_so(person: Person, city: City) -> None:
    with pytest.raises(NotFound, match="没有这条授权"):
        actions.end_grant(by=city.by, grant_id=new_id(), valid_to=date(2026, 10, 7))
    with pytest.raises(NotFound, match="没有这个账号"), transaction.atomic():
        Person(new_id(), "", city).holds(Role.AGENT, "ZX")
    with pytest.raises(NotFound, match="没有这个机构"):
        actions.give_grant(
            by=city.by, account_id=person.id, role=Role.AGENT, unit_id=new_id(), valid_from=date(2026, 1, 1)
        )


_paths = st.lists(st.sampled_from(["A", "AB", "B"]), min_size=1, max_size=4).map(lambda codes: "/".join(codes) + "/")
_posts = st.lists(st.builds(Post, st.sampled_from(Role), st.uuids(), st.just("x"), _paths), max_size=5).map(tuple)


@given(_posts, st.sampled_from(Permission), _paths)
def test_within_is_exactly_the_subtrees_of_the_posts_that_bring_it(
    posts: tuple[Post, ...], permission: Permission, path: str
) -> None:
    viewer = Viewer(new_id(), "张三", "990001", posts)
    codes = path.split("/")[:-1]
    reaching = [
        post
        for post in posts
        if permission in ROLES[post.role] and codes[: post.unit_path.count("/")] == post.unit_path.split("/")[:-1]
    ]
    assert viewer.within(permission, path) == (reaching[0] if reaching else None)
    assert (permission in viewer.permissions) is any(permission in ROLES[post.role] for post in posts)
