"""A refusal is a problem document (RFC 9457) in words a person can act on."""

import pytest

from yihao.kernel import problems
from yihao.kernel.problems import Change, Conflict, Invalid, Problem

ALL = [p for p in vars(problems).values() if isinstance(p, type) and issubclass(p, Problem) and p is not Problem]


@pytest.mark.parametrize("kind", ALL)
def test_every_refusal_speaks_chinese_and_has_a_code_and_a_status_of_its_own(kind: type[Problem]) -> None:
    body = kind().body()  # type: ignore[call-arg]
    assert not body["title"].isascii()
    assert 400 <= body["status"] < 600
    assert body["type"] == f"urn:yihao:problem:{body['code']}"
    assert (body["errors"], body["changes"]) == ([], [])


def test_codes_are_different() -> None:
    assert len({kind().code for kind in ALL}) == len(ALL)  # type: ignore[call-arg]


def test_a_wrong_field_is_named_and_its_message_is_the_title() -> None:
    body = Invalid.field_error("phone", "电话号码只能包含数字").body()
    assert body["title"] == "电话号码只能包含数字"
    assert body["errors"] == [{"field": "phone", "message": "电话号码只能包含数字"}]
    assert body["status"] == 422


def test_a_conflict_tells_who_changed_what() -> None:
    body = Conflict(changes=(Change("2026-10-08T04:00:00+00:00", "李四", "派单"),)).body()
    assert body["changes"] == [{"at": "2026-10-08T04:00:00+00:00", "who": "李四", "what": "派单"}]
    assert "已保留" in body["detail"]


def test_in_a_log_it_is_its_code_and_title_without_details() -> None:
    assert str(Invalid(title="有内容需要修改", detail="x")) == "invalid: 有内容需要修改"
