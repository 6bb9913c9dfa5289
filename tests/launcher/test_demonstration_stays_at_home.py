"""The demonstration prints its passwords, so it is never reachable from outside; and keys are never made over data."""

import psycopg
import pytest

from yihao.cli.session import Refusal, refuse_if_open, see_to_keys
from yihao.kernel.settings import settings


@pytest.fixture
def fresh_settings(monkeypatch, tmp_path):  # type: ignore[no-untyped-def]
    """Settings read anew for the test, with an empty data folder."""
    monkeypatch.setenv("YIHAO_DATA", str(tmp_path))
    settings.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5"])
def test_demonstration_is_refused_on_other_addresses(fresh_settings, host: str) -> None:  # type: ignore[no-untyped-def]
    fresh_settings.delenv("DATABASE_URL")
    with pytest.raises(Refusal, match="演示环境只在本机开放"):
        refuse_if_open(host)


def test_an_installation_with_settings_may_serve_anywhere(fresh_settings) -> None:  # type: ignore[no-untyped-def]
    refuse_if_open("0.0.0.0")


@pytest.mark.database
def test_keys_are_made_for_an_empty_database_only(fresh_settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    with psycopg.connect(settings().database_url, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS yihao_keys_test")
        server.execute("CREATE DATABASE yihao_keys_test")
    url = settings().database_url.rpartition("/")[0] + "/yihao_keys_test"
    fresh_settings.setenv("DATABASE_URL", url)
    settings.cache_clear()
    see_to_keys()
    keys = tmp_path / "keys.json"
    assert keys.exists()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE feed_head (position bigint)")
    keys.unlink()
    with pytest.raises(Refusal, match="找不到它的密钥文件"):
        see_to_keys()
    assert not keys.exists()
