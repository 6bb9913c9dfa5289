"""The embedded database survives whatever happens to it, and never outlives the one who runs it."""

import os
import shutil
import signal
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.launcher.support import ended, until
from yihao.kernel.postgres import DatabaseBusy, EmbeddedPostgres, running_url

KEEPER = """
import sys, time
from pathlib import Path
from yihao.kernel.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), lambda text: None)
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""


def test_it_starts_serves_and_stops(server: EmbeddedPostgres, folder: Path) -> None:
    with psycopg.connect(server.start()) as connection:
        row = connection.execute(
            "SELECT current_setting('data_checksums'), current_setting('jit'), current_setting('password_encryption'), "
            "(SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
        ).fetchone()
    assert row == ("on", "off", "scram-sha-256", False)
    pid = server.pid
    assert pid is not None
    server.stop()
    assert ended(pid)
    assert running_url(folder) is None


def test_chinese_is_searched_by_trigrams(server: EmbeddedPostgres, cluster: Path) -> None:
    with psycopg.connect(server.start()) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        row = connection.execute("SELECT cardinality(show_trgm('路面积水'))").fetchone()
    assert row == (5,)


def test_it_does_not_run_as_root(server: EmbeddedPostgres, cluster: Path) -> None:
    server.start()
    assert server.pid is not None
    assert os.stat(f"/proc/{server.pid}").st_uid != 0


def test_the_password_is_asked_for_and_closed_to_others(server: EmbeddedPostgres, cluster: Path) -> None:
    url = server.start()
    assert stat.S_IMODE((cluster / "password").stat().st_mode) == 0o600
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url.replace(url.split(":")[2].split("@")[0], "wrong"))


def test_the_port_stays_the_same(server: EmbeddedPostgres, cluster: Path) -> None:
    first = server.start()
    server.stop()
    assert server.start() == first


def test_a_killed_server_loses_no_committed_row(server: EmbeddedPostgres, cluster: Path) -> None:
    with psycopg.connect(server.start(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        for number in range(200):
            connection.execute("INSERT INTO kept VALUES (%s)", [number])
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
    until(lambda: server.pid is None)
    with psycopg.connect(server.start()) as connection:
        assert connection.execute("SELECT count(*), max(n) FROM kept").fetchone() == (200, 199)


def test_a_second_start_on_the_same_folder_is_refused(server: EmbeddedPostgres, cluster: Path) -> None:
    url = server.start()
    with pytest.raises(DatabaseBusy, match=f"正由进程 {os.getpid()}（数据库端口 .+请先停止它"):
        EmbeddedPostgres(cluster, print).start()
    assert running_url(cluster) == url


def test_a_killed_supervisor_leaves_no_server(python: Callable[..., subprocess.Popen[str]], cluster: Path) -> None:
    supervisor = python("-c", KEEPER, str(cluster))
    assert supervisor.stdout is not None
    pid = int(supervisor.stdout.readline())
    supervisor.kill()
    until(lambda: ended(pid))


def test_an_orphan_is_ended_by_the_next_start(server: EmbeddedPostgres, cluster: Path) -> None:
    """Where the kernel does not end the server with its parent, the next start does."""
    said: list[str] = []
    server.start()
    orphan = server.pid
    assert orphan is not None
    os.close(server._lock or -1)  # what is left of a killed supervisor: a server, and a lock that nobody holds
    server._lock = None
    heir = EmbeddedPostgres(cluster, said.append)
    heir.start()
    assert ended(orphan)
    assert f"遗留的数据库进程 {orphan}" in said[0]
    heir.stop()


def test_a_pid_file_that_names_a_stranger_does_not_hinder(server: EmbeddedPostgres, cluster: Path) -> None:
    """After a crash of the machine the number in the file may belong to any process, here to this test."""
    server.start()
    server.stop()
    pid_file = cluster / "data" / "postmaster.pid"
    pid_file.write_text(f"{os.getppid()}\n{cluster / 'data'}\n0\n1\n\n127.0.0.1\n0 0\nready   \n")
    server.start()
    assert server.pid is not None


def test_a_half_made_cluster_is_made_anew(server: EmbeddedPostgres, folder: Path) -> None:
    (folder / "data.new" / "base").mkdir(parents=True)
    server.start()
    assert not (folder / "data.new").exists()


def test_a_taken_port_is_exchanged(server: EmbeddedPostgres, folder: Path) -> None:
    other = EmbeddedPostgres(folder.with_name("other"), print, {"shared_buffers": "32MB"})
    taken = other.start().rpartition(":")[2].partition("/")[0]
    folder.mkdir()
    (folder / "port").write_text(taken)
    assert f":{taken}/" not in server.start()
    other.stop()


if os.geteuid() == 0:  # the case exists for root only

    def test_root_in_a_closed_home_keeps_the_data_elsewhere(tmp_path: Path) -> None:
        said: list[str] = []
        tmp_path.chmod(0o700)
        server = EmbeddedPostgres(tmp_path / "pg", said.append, {"shared_buffers": "32MB"})
        try:
            url = server.start()
            assert "数据库改放在 /var/lib/yihao/" in said[0]
            assert running_url(tmp_path / "pg") == url
        finally:
            server.stop()
            shutil.rmtree((tmp_path / "pg" / "location").read_text().strip())
