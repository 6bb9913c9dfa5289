"""The embedded PostgreSQL: the server out of a wheel, run and watched by this process.

It is the default database. An installation that sets `DATABASE_URL` never comes here.
"""

from yihao.kernel.postgres.place import DatabaseBusy, DatabaseProblem
from yihao.kernel.postgres.server import EmbeddedPostgres, running_url

__all__ = ["DatabaseBusy", "DatabaseProblem", "EmbeddedPostgres", "running_url"]
