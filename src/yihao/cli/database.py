"""`yihao db`: the tables of this version, and whether the server is one we can work on."""

from django.db import connection

from yihao.cli.steps import step
from yihao.kernel import clock, partitions, schema

_OLDEST = 150000
_EXTENSIONS = ("pg_trgm",)


def upgrade() -> None:
    """Bring the tables to this version."""
    with schema.alone():
        waiting = schema.age().behind
        for migration in waiting:
            print(f"  {migration}")
        with step(f"执行 {len(waiting)} 个升级"):
            schema.upgrade()
            partitions.ensure(clock.now())


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
    try:
        schema.refuse_other_age()
    except schema.WrongSchema as wrong:
        return False, str(wrong).split("\n")[0]
    return True, "表结构是本版本的"
