"""What every command needs first: settings that are right, a database, Django."""

import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yihao.kernel.settings import Settings

URL_OF_EMBEDDED = "YIHAO_EMBEDDED_URL"
_OTHER_NAMES = {"YIHAO_SETTINGS", URL_OF_EMBEDDED, "YIHAO_SKIP_DESK", "YIHAO_BACKEND"}
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_REASONS = {
    "extra_forbidden": "没有这个设置项",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "literal_error": "只能是 {expected}",
    "list_type": '应为列表，如 ["a", "b"]',
    "string_type": "应为文字",
    "path_type": "应为路径",
}


class Refusal(RuntimeError):
    """The command cannot be carried out; the message is Chinese and says what to do."""


def checked_settings() -> "Settings":
    """The settings of this installation. Raises `Refusal` naming each wrong one."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from yihao.kernel.settings import settings

    file = os.environ.get("YIHAO_SETTINGS")
    if file and not Path(file).is_file():
        raise Refusal(f"找不到设置文件 {file}（环境变量 YIHAO_SETTINGS）。")
    try:
        found = settings()
    except ValidationError as wrong:
        raise Refusal("设置有误：\n" + "\n".join(_sentence(dict(e)) for e in wrong.errors())) from None
    except SettingsError as wrong:
        name = str(wrong).partition('field "')[2].partition('"')[0]
        raise Refusal(f'设置有误：\n  {name}（环境变量 {_variable(name)}）：应为 JSON，如 ["a", "b"]') from None
    except tomllib.TOMLDecodeError as wrong:
        raise Refusal(f"设置文件 {file} 不是正确的 TOML：{wrong}") from None
    _refuse_unknown_variables({_variable(name) for name in type(found).model_fields})
    return found


def _sentence(error: dict[str, Any]) -> str:
    """One wrong setting in Chinese. Values are not repeated: they may be secret."""
    name = str(error["loc"][0])
    reason = _REASONS.get(error["type"], error["msg"]).format(**error.get("ctx", {}))
    return f"  {name}（环境变量 {_variable(name)}）：{reason}"


def _variable(name: str) -> str:
    return "DATABASE_URL" if name.lower() == "database_url" else f"YIHAO_{name.upper()}"


def _refuse_unknown_variables(known: set[str]) -> None:
    unknown = sorted(name for name in os.environ if name.startswith("YIHAO_") and name not in known | _OTHER_NAMES)
    if unknown:
        raise Refusal(f"没有这样的设置：{'、'.join(unknown)}。请检查环境变量的拼写。")


@contextmanager
def database() -> Iterator[None]:
    """See that this process has a database while the block runs: the set one, the one `yihao up` runs, or its own."""
    from yihao.kernel.postgres import EmbeddedPostgres, running_url

    found = checked_settings()
    if found.database_url:
        yield
        return
    folder = found.data / "postgres"
    server = None
    url = running_url(folder)
    if url is None:
        server = EmbeddedPostgres(folder, print)
        url = server.start()
    hand_over(url)
    try:
        yield
    finally:
        if server:
            server.stop()


def refuse_if_open(host: str) -> None:
    """Raise `Refusal` when the demonstration would be reachable from outside: its passwords are printed on a screen."""
    if checked_settings().demonstration and host not in _LOOPBACK:
        raise Refusal(
            f"演示环境只在本机开放，不能监听 {host}。\n"
            "要对外服务，请先按 README“正式安装”设置 DATABASE_URL 和 YIHAO_SETTINGS；届时不会有演示账号。"
        )


def hand_over(url: str) -> None:
    """Let this process and its children use the embedded server at this address."""
    from yihao.kernel.settings import settings

    os.environ[URL_OF_EMBEDDED] = url
    settings.cache_clear()


@contextmanager
def application() -> Iterator[None]:
    """A database with its keys, and Django set up on it."""
    with database():
        see_to_keys()
        os.environ["DJANGO_SETTINGS_MODULE"] = "yihao.app.settings"
        import django

        django.setup()
        yield


@contextmanager
def serving() -> Iterator[None]:
    """As `application`, for what works on the tables for a long time: refused unless they are of this version."""
    with application():
        from django.db import OperationalError

        from yihao.kernel.schema import refuse_other_age

        try:
            refuse_other_age()
        except OperationalError:
            raise Refusal("连不上数据库，请检查 DATABASE_URL 和数据库服务。") from None
        yield


def see_to_keys() -> None:
    """Make the keys of a fresh installation. Raises `Refusal` where data is there and its keys are not: new ones would
    lock the personal data for ever."""
    import psycopg

    from yihao.kernel.crypto import keys_path, make_keys

    path = keys_path()
    if path.exists():
        return
    try:
        with psycopg.connect(checked_settings().database_url, connect_timeout=5) as connection:
            held = connection.execute("SELECT to_regclass('feed_head')").fetchone()
    except psycopg.OperationalError:
        raise Refusal("连不上数据库，请检查 DATABASE_URL 和数据库服务。") from None
    if held and held[0] is not None:
        raise Refusal(
            f"数据库里已有数据，却找不到它的密钥文件 {path}。\n"
            "请把原来的密钥文件放回去（或用 YIHAO_KEYS_FILE 指明）。新建密钥会使已存的个人信息永远打不开，所以没有新建。"
        )
    make_keys(path)


def django_alone() -> None:
    """Django set up without a database, for texts that come from code alone; without keys, too: any will do for them."""
    import tempfile

    from yihao.kernel.crypto import keys_path, make_keys
    from yihao.kernel.settings import settings

    checked_settings()
    if not keys_path().exists():
        passing = Path(tempfile.mkdtemp(prefix="yihao-keys-")) / "keys.json"
        make_keys(passing)
        os.environ["YIHAO_KEYS_FILE"] = str(passing)
        settings.cache_clear()
    os.environ["DJANGO_SETTINGS_MODULE"] = "yihao.app.settings"
    import django

    django.setup()
