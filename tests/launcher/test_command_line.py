"""The command line speaks Chinese, answers at once, and says which setting is wrong."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Python = Callable[..., "subprocess.Popen[str]"]


def output(process: "subprocess.Popen[str]") -> str:
    return process.communicate(timeout=30)[0]


def test_help_is_chinese(python: Python) -> None:
    text = output(python("-m", "yihao.cli", "--help"))
    assert "用法： yihao" in text
    assert "启动全部：数据库、网页服务、后台任务" in text
    for english in ("Usage", "Options", "Commands", "Show this message"):
        assert english not in text


def test_help_imports_nothing_heavy(python: Python) -> None:
    program = (
        "import sys, yihao.cli.main as m\n"
        "try: m.app(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'django', 'pydantic', 'psycopg', 'rich', 'asyncio'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)), len(sys.modules))"
    )
    heavy, count = output(python("-c", program)).partition("HEAVY ")[2].rsplit(" ", 1)
    assert heavy == "[]"
    assert int(count) < 300


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["wbe"], "没有命令 'wbe'。 是不是 'web'？"),
        (["web", "--prt", "1"], "没有选项 '--prt'。 是不是 '--port'？"),
        (["web", "--port", "x"], "'x' 不是数字。"),
        (["web", "--port", "0"], "不在 1<=x<=65535 之内"),
        (["bench"], "缺少参数 'NAME'"),
    ],
)
def test_a_wrong_call_is_explained(python: Python, arguments: list[str], expected: str) -> None:
    process = python("-m", "yihao.cli", *arguments)
    assert expected in output(process)
    assert process.returncode == 2


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"YIHAO_PORT": "abc"}, "port（环境变量 YIHAO_PORT）：应为整数"),
        ({"YIHAO_SECURE_COOKIES": "maybe"}, "secure_cookies（环境变量 YIHAO_SECURE_COOKIES）：应为 true 或 false"),
        ({"YIHAO_SMS": "pigeon"}, "sms（环境变量 YIHAO_SMS）：只能是"),
        ({"YIHAO_ALLOWED_HOSTS": "a,b"}, "allowed_hosts（环境变量 YIHAO_ALLOWED_HOSTS）：应为 JSON"),
        ({"YIHAO_PROT": "1"}, "没有这样的设置：YIHAO_PROT"),
        ({"YIHAO_SETTINGS": "/nowhere.toml"}, "找不到设置文件 /nowhere.toml"),
    ],
)
def test_a_wrong_setting_is_named(python: Python, variables: dict[str, str], expected: str) -> None:
    process = python("-m", "yihao.cli", "up", **variables)
    text = output(process)
    assert expected in text
    assert "Traceback" not in text
    assert process.returncode == 1


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("prot = 1", "prot（环境变量 YIHAO_PROT）：没有这个设置项"),
        ('port = "abc"', "port（环境变量 YIHAO_PORT）：应为整数"),
        ("port = ", "不是正确的 TOML"),
    ],
)
def test_a_wrong_settings_file_is_named(python: Python, tmp_path: Path, content: str, expected: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(content)
    assert expected in output(python("-m", "yihao.cli", "up", YIHAO_SETTINGS=str(file)))


def test_secrets_are_not_repeated(python: Python, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('webhook_secret = ["hush"]')
    text = output(python("-m", "yihao.cli", "up", YIHAO_SETTINGS=str(file)))
    assert "webhook_secret（" in text
    assert "hush" not in text


def test_a_database_that_is_away_is_said_without_a_traceback(python: Python) -> None:
    said = output(python("-m", "yihao.cli", "db", "check", DATABASE_URL="postgresql://yihao:secret@127.0.0.1:1/yihao"))
    assert said.startswith("yihao：连不上数据库") and "Traceback" not in said and "secret" not in said
