"""Real small disks, one for files and one for the database, filled to the last byte: what can't be kept is refused in
words, the rest works, nothing is damaged, and with room again everything goes on by itself."""

import json
from typing import Any
from uuid import uuid4

import httpx

from tests.app.disks import Disk
from tests.app.support import Person, Town, file_order, form, refused, until

_PDF = b"%PDF-1.4\n" + bytes(100_000)


def test_everything_goes_on_by_itself(cramped_town: tuple[Town, Disk, Disk]) -> None:
    town, files, database = cramped_town
    runs = (town.web, town.worker)
    file_order(town)
    with files.full():
        _files_are_refused_and_the_rest_works(town)
    assert _hand_in(town.person("agent")).status_code == 200
    file_order(town)
    until(lambda: _head_outside(town) == town.value("SELECT position FROM feed_head"))
    with database.full():
        body, key = _filed_until_it_is_refused(town)
        _what_only_reads_works(town)
    taken = town.person("agent").insist("/api/intake/submit", body, key=key)
    town.sequenced()
    assert town.value("SELECT count(*) FROM appeal WHERE id = %s", taken["appeal_id"]) == 1
    assert all(program.runs for program in runs)
    verified = town.command("audit", "verify", "--orders")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _files_are_refused_and_the_rest_works(town: Town) -> None:
    agent = town.person("agent")
    said = refused(_hand_in(agent), 503)
    assert "存储空间不足" in said["title"] and "其余内容已保留" in said["detail"]
    order_id = file_order(town)["order_id"]
    town.sequenced()
    assert agent.get(f"/api/orders/{order_id}").status_code == 200
    assert _export(town.person("dispatcher"), town) == "failed"


def _hand_in(person: Person) -> httpx.Response:
    return person.post("/api/files", files={"file": ("现场.pdf", _PDF + uuid4().bytes)})


def _export(person: Person, town: Town) -> str:
    wanted = {"format": "csv", "columns": "desk", "purpose": "statistics", "filter": {}}
    job_id = person.post("/api/exports", wanted).json()["job_id"]
    state = f"SELECT state FROM job WHERE id = '{job_id}'"
    until(lambda: town.value(state) in ("done", "failed"))
    return str(town.value(state))


def _head_outside(town: Town) -> int:
    return int(json.loads((town.folder / "ledger-head.json").read_text())["position"])


def _filed_until_it_is_refused(town: Town) -> tuple[dict[str, Any], str]:
    """Rows find room in pages that are there, for a while."""
    agent = town.person("agent")
    for _ in range(200):
        body, key = {"form": form(town, content="停水" * 900)}, uuid4().hex
        answer = agent.post("/api/intake/submit", body, key=key)
        if answer.status_code != 200:
            said = refused(answer, 503)
            assert said["code"] == "database_full" and "没有保存" in said["detail"]
            return body, key
    raise AssertionError("never refused")


def _what_only_reads_works(town: Town) -> None:
    agent = town.person("agent")
    assert agent.get("/healthz").status_code == 200
    assert agent.get("/api/session").json()["account"]["username"] == "agent"
    assert agent.get("/").status_code == 200
