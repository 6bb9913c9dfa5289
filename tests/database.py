"""One PostgreSQL for a test session: the one `DATABASE_URL` names, or an embedded one that does not wait for the disk.

The embedded cluster is kept in `var/test-pg` between sessions, so a session starts in a tenth of a second. A second
session at the same time gets a cluster of its own in a temporary folder.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from yihao.kernel.postgres import DatabaseBusy, EmbeddedPostgres

_KEPT = Path(__file__).parents[1] / "var" / "test-pg"
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}


def provide() -> None:
    """See that `DATABASE_URL` names a running server until this process ends."""
    if not os.environ.get("DATABASE_URL"):
        try:
            os.environ["DATABASE_URL"] = _start(_KEPT)
        except DatabaseBusy:
            os.environ["DATABASE_URL"] = _start(temporary_folder())


def description() -> str:
    return f"database: {os.environ['DATABASE_URL'].rpartition('@')[2]}"


def temporary_folder() -> Path:
    """A folder that is removed when this process ends, and that the system account of the server can reach."""
    folder = Path(tempfile.mkdtemp(prefix="yihao-pg-"))
    folder.chmod(0o711)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder / "pg"


def _start(folder: Path) -> str:
    server = EmbeddedPostgres(folder, print, _FAST)
    url = server.start()
    atexit.register(server.stop)
    return url
