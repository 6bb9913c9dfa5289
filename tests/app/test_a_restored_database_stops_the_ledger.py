"""A worker whose database is behind the head outside numbers nothing, says so, and goes on when somebody accepts it."""

import json

from tests.app.support import Town, file_order, until


def test_said_in_the_log_and_by_health_until_it_is_accepted(town: Town) -> None:
    file_order(town)  # the head file stands from the first event on
    town.sequenced()
    file = town.folder / "ledger-head.json"
    until(lambda: file.exists() and json.loads(file.read_text())["position"] == town.value("SELECT position FROM feed_head"))
    known = json.loads(file.read_text())
    other = file.with_name("other-head.json")
    other.write_text(json.dumps({"position": known["position"] + 1000, "seal": "00" * 32}))
    other.replace(file)  # at once: the leader may read it at any moment
    health = town.person("agent")
    file_order(town)
    until(lambda: health.get("/healthz").json()["status"] == "ledger_stopped")
    assert f"只到第 {known['position']} 位" in health.get("/healthz").json()["ledger"]
    assert "台账已停止编号" in town.worker.log.read_text()
    assert town.value("SELECT position FROM feed_head") == known["position"]
    refused = town.command("audit", "accept-restore", "--reason", "短")
    assert refused.returncode == 1 and "说明原因" in refused.stderr
    accepted = town.command("audit", "accept-restore", "--reason", "由备份恢复的演练")
    assert accepted.returncode == 0, accepted.stderr
    town.sequenced()
    assert health.get("/healthz").json() == {"status": "ok"}
    again = town.command("audit", "accept-restore", "--reason", "再来一次")
    assert again.returncode == 1 and "没有需要确认的恢复" in again.stderr
    assert town.command("audit", "verify").stdout.endswith("没有发现异常\n")
