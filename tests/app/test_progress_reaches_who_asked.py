"""Long work tells by the stream how far it is and when it is done: to whoever asked for it, and to nobody else."""

import httpx
import pytest

from tests.app.streams import stream
from tests.app.support import Town, file_order


def test_to_whoever_asked(town: Town) -> None:
    file_order(town)
    town.sequenced()
    wanted = {"format": "csv", "columns": "desk", "purpose": "statistics", "filter": {}}
    with stream(town.person("dispatcher")) as mine, stream(town.person("unit_clerk"), silence=2.0) as others:
        next(mine), next(others)
        asked = town.person("dispatcher").post("/api/exports", wanted)
        job_id = asked.json()["job_id"]
        found = []
        for frame in mine:
            found.append(frame)
            if frame.data.get("kind") == "job.finished":
                break
        about = [f for f in found if job_id in (f.data.get("id"), f.data.get("subject_id"))]
        assert [f.data["kind"] for f in about if f.event == "change"] == ["job.asked", "job.finished"]
        assert all(f.data["done"] <= (f.data["total"] or 10**9) for f in about if f.event == "progress")
        with pytest.raises(httpx.ReadTimeout):
            while True:
                assert next(others).data.get("subject_type") != "job"
    body = town.person("dispatcher").get(f"/api/exports/{job_id}/file")
    assert body.status_code == 200 and body.content.startswith(b"\xef\xbb\xbf")
