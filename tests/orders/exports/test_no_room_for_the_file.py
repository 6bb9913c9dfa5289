"""A disk that is full stops the export with words; with room again it goes on from what is there."""

import errno
from typing import Any

import pytest

from tests.limits import no_file_beyond
from tests.orders.builders import ROLLED_BACK, City, submitted
from tests.orders.exports.ground import ask, body, job
from yihao.kernel.files import Folder
from yihao.kernel.work import run
from yihao.organisation.work import actions

pytestmark = ROLLED_BACK


def test_while_the_file_is_put_together(city: City) -> None:
    """The parts fit, the file does not."""
    for n in range(3):
        submitted(city, phone=f"1390000000{n}")
    job_id = ask(city.dispatcher, format="xlsx")
    with no_file_beyond(1500):
        run.work_on(job_id)
    assert job(job_id)["state"] == "failed" and "已做好的部分保留着" in job(job_id)["error"]
    assert not list(run.scratch_root().iterdir())
    actions.again(doer=city.dispatcher, job_id=job_id)
    run.work_on(job_id)
    assert job(job_id)["state"] == "done" and body(city.dispatcher, job_id)


def test_while_a_part_is_kept(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    submitted(city)
    put = Folder.put

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(Folder, "put", full)
    job_id = ask(city.dispatcher)
    run.work_on(job_id)
    assert "存储空间不足" in job(job_id)["error"]
    monkeypatch.setattr(Folder, "put", put)
    actions.again(doer=city.dispatcher, job_id=job_id)
    run.work_on(job_id)
    assert job(job_id)["state"] == "done"
