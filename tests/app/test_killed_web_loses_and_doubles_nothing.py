"""Web and worker may be killed with -9 at any moment: what was answered stands, what is sent again is done once.

`KILLS=20 CROWD=200 bin/test tests/app/test_killed_web_loses_and_doubles_nothing.py` is the long run.
"""

import os

from tests.app.crowd import crowd, nothing_is_lost_or_doubled
from tests.app.support import Town

_KILLS = int(os.environ.get("KILLS", "3"))
_CROWD = int(os.environ.get("CROWD", "8"))


def test_killed_in_the_middle_of_filing_and_dispatching(town: Town) -> None:
    with crowd(town, _CROWD) as acting:
        for _ in range(_KILLS):
            acting.go_on()
            town.web.kill()
            town.worker.kill()
            town.see_that_all_runs()
    assert len(acting.filed) > _KILLS * 5
    nothing_is_lost_or_doubled(acting)
