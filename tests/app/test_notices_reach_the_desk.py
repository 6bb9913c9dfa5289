"""A notice rings the desk of whoever got it by the stream, and no other; the frame says nothing but that."""

import httpx
import pytest

from tests.app.streams import stream
from tests.app.support import Town, file_order


def test_the_recorder_is_told_and_nobody_else(town: Town) -> None:
    agent = town.person("agent")
    order_id = file_order(town)["order_id"]
    town.sequenced()
    before = agent.get("/api/notices/unread").json()["unread"]
    with stream(agent) as mine, stream(town.person("unit_clerk"), silence=2.0) as others:
        next(mine), next(others)
        assert town.person("dispatcher").act("send_back", order_id, missing="请补充具体门牌号").status_code == 200
        rung = next(f for f in mine if f.event == "notice")
        assert (rung.id, rung.data) == (None, {"kind": "notice"})
        with pytest.raises(httpx.ReadTimeout):
            while True:
                assert next(others).event != "notice"
    found = agent.get("/api/notices").json()
    assert found["unread"] == before + 1
    assert (found["rows"][0]["kind_name"], found["rows"][0]["order_id"]) == ("退回补充", order_id)
