"""The database server itself is killed with -9 under load and started again: web and worker go on as they are.

`KILLS=20 CROWD=200 bin/test tests/app/test_killed_database_server.py` is the long run.
"""

import os
import signal

from tests.app.crowd import crowd, nothing_is_lost_or_doubled
from tests.app.support import Town, until
from yihao.kernel.postgres import EmbeddedPostgres

_KILLS = int(os.environ.get("KILLS", "2"))
_CROWD = int(os.environ.get("CROWD", "8"))


def test_what_was_answered_stands(town_apart: tuple[Town, EmbeddedPostgres]) -> None:
    town, server = town_apart
    web, worker = town.web, town.worker
    with crowd(town, _CROWD) as acting:
        for _ in range(_KILLS):
            acting.go_on()
            assert server.pid is not None
            os.kill(server.pid, signal.SIGKILL)
            until(lambda: server.pid is None and acting.told)
            server.start()  # as `yihao up` does when it sees that
        acting.go_on()
    assert web.runs and worker.runs
    nothing_is_lost_or_doubled(acting)
