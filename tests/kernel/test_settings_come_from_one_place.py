"""What an installation may set: the environment, then the file it names, then the defaults; a typing error is told."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from yihao.kernel.settings import Settings


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is set."""
    for name in ("YIHAO_DATA", "YIHAO_SETTINGS", "YIHAO_PORT", "YIHAO_EMBEDDED_URL", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings file that the environment names."""
    path = tmp_path / "yihao.toml"
    path.write_text("")
    monkeypatch.setenv("YIHAO_SETTINGS", str(path))
    return path


def test_without_anything_it_is_the_demonstration_on_this_machine_only() -> None:
    found = Settings()
    assert found.demonstration
    assert (found.host, found.port, found.database_url, found.sms) == ("127.0.0.1", 8345, "", "file")
    assert found.allowed_hosts == ["127.0.0.1", "localhost"]
    assert found.data.is_absolute()
    assert found.files_folder == found.data / "files"


def test_the_file_counts(file: Path) -> None:
    file.write_text(
        'port = 9000\nregion = "/etc/yihao/city"\nallowed_hosts = ["12345.example"]\n'
        'database_url = "postgresql:///city"\nsms = "http"\n[sms_http]\nurl = "https://sms.example"\nform = true\n'
    )
    found = Settings()
    assert (found.port, found.region, found.allowed_hosts) == (9000, "/etc/yihao/city", ["12345.example"])
    assert found.database_url == "postgresql:///city"
    assert found.sms_http == {"url": "https://sms.example", "form": True}
    assert not found.demonstration


def test_the_environment_comes_before_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('port = 9000\nhost = "10.0.0.1"\ndatabase_url = "postgresql:///city"\n')
    monkeypatch.setenv("YIHAO_PORT", "9001")
    monkeypatch.setenv("DATABASE_URL", "postgresql:///other")
    found = Settings()
    assert (found.port, found.host, found.database_url) == (9001, "10.0.0.1", "postgresql:///other")


def test_the_embedded_database_is_told_by_the_one_who_started_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIHAO_EMBEDDED_URL", "postgresql:///embedded")
    assert Settings().database_url == "postgresql:///embedded"
    assert Settings().demonstration
    monkeypatch.setenv("DATABASE_URL", "postgresql:///own")
    assert Settings().database_url == "postgresql:///own"
    assert not Settings().demonstration


def test_an_unknown_key_in_the_file_is_refused_by_name(file: Path) -> None:
    file.write_text("prot = 9000\n")
    with pytest.raises(ValidationError, match="prot"):
        Settings()


@pytest.mark.parametrize("line", ['port = "many"', 'sms = "pigeon"', "threads = []", "upload_megabytes = 1.5"])
def test_a_wrong_value_is_refused_by_name(file: Path, line: str) -> None:
    file.write_text(line + "\n")
    with pytest.raises(ValidationError, match=line.split()[0]):
        Settings()


def test_a_file_that_is_no_toml_is_refused(file: Path) -> None:
    file.write_text("port: 9000\n")
    with pytest.raises(ValueError, match="line 1"):
        Settings()


def test_a_file_that_is_named_but_not_there_is_not_passed_over(file: Path) -> None:
    """Otherwise an installation with a wrong path would start as the demonstration."""
    file.unlink()
    with pytest.raises(FileNotFoundError):
        Settings()


def test_the_data_folder_is_absolute_wherever_it_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("YIHAO_DATA", "here/var")
    assert Settings().data == tmp_path / "here" / "var"


def test_nothing_is_read_from_a_dotenv_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("YIHAO_PORT=9999\n")
    assert Settings().port == 8345
