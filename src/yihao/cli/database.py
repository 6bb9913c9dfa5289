"""`yihao db`: the tables of this version, and whether the server is one we can work on."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor

from yihao.cli.steps import step

_OLDEST = 150000
_EXTENSIONS = ("pg_trgm",)


def upgrade() -> None:
    """Bring the tables to this version."""
    waiting = _waiting()
    for migration in waiting:
        print(f"  {migration.app_label} {migration.name}")
    with step(f"执行 {len(waiting)} 个升级"):
        call_command("migrate", interactive=False, verbosity=0)


def check() -> int:
    """Print what is right and wrong with the database. 0 when all is well, else 1."""
    findings = [_version(), *(_extension(name) for name in _EXTENSIONS), _tables()]
    for well, text in findings:
        print("✓" if well else "✗", text)
    return 0 if all(well for well, _ in findings) else 1


def _version() -> tuple[bool, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        number: int = cursor.fetchone()[0]
    text = f"PostgreSQL {number // 10000}.{number % 10000}"
    return number >= _OLDEST, text if number >= _OLDEST else f"{text} 太旧，需要 15 或更新"


def _extension(name: str) -> tuple[bool, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT installed_version FROM pg_available_extensions WHERE name = %s", [name])
        row = cursor.fetchone()
    if row is None:
        return False, f"服务器没有扩展 {name}（Debian：安装 postgresql-contrib）"
    return True, f"扩展 {name} {row[0] or '可用'}"


def _tables() -> tuple[bool, str]:
    if waiting := len(_waiting()):
        return False, f"有 {waiting} 个升级未执行：请运行 yihao db upgrade"
    return True, "表结构是本版本的"


def _waiting() -> list[Migration]:
    """The migrations of this version that the database has not had."""
    executor = MigrationExecutor(connection)
    return [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
