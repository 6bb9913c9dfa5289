"""bin/up sets up once, tells what is missing, and does not touch anything on a start that finds all current."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def launch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The launcher, for a checkout in a temporary folder. `steps` are the commands it would have run."""
    spec = importlib.util.spec_from_file_location("launch", ROOT / "bin/lib/launch.py")
    assert spec is not None and spec.loader is not None
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "dont_write_bytecode", sys.dont_write_bytecode)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv/bin/python")
    monkeypatch.setattr(module, "STAMPS", tmp_path / ".venv/.yihao")
    monkeypatch.setattr(module, "steps", [], raising=False)
    monkeypatch.setattr(module, "run", lambda title, command, advice="": module.steps.append(title))
    (tmp_path / ".venv/bin").mkdir(parents=True)
    module.PYTHON.touch()
    return module


def test_the_second_start_has_nothing_to_do(launch: ModuleType) -> None:
    launch.set_up(testing=False, desk=False)
    assert launch.steps == ["安装依赖", "安装一号"]
    launch.set_up(testing=False, desk=False)
    assert len(launch.steps) == 2


def test_a_changed_lock_is_installed(launch: ModuleType, tmp_path: Path) -> None:
    launch.set_up(testing=False, desk=False)
    (tmp_path / "requirements.lock").write_text("changed")
    launch.set_up(testing=False, desk=False)
    assert launch.steps[2:] == ["安装依赖"]


def test_what_developers_install_serves_for_running_too(launch: ModuleType) -> None:
    launch.set_up(testing=True, desk=False)
    launch.set_up(testing=False, desk=False)
    assert launch.steps == ["安装依赖", "安装一号"]


def test_a_moved_checkout_gets_a_new_environment(launch: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    launch.set_up(testing=False, desk=False)
    (launch.STAMPS / "made-in").write_text("/somewhere/else")
    launch.make_environment()
    assert launch.steps[-1] == "建立 Python 环境"


def test_a_missing_system_package_is_named(launch: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    launch.PYTHON.unlink()
    monkeypatch.setattr(launch.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(launch.os, "geteuid", lambda: 1000)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    with pytest.raises(SystemExit, match=f"sudo apt-get install python{version}-venv"):
        launch.make_environment()


def test_root_gets_the_system_package_installed(launch: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    launch.PYTHON.unlink()
    monkeypatch.setattr(launch.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(launch.os, "geteuid", lambda: 0)
    monkeypatch.setattr(launch.shutil, "which", lambda name: f"/usr/bin/{name}")
    launch.make_environment()
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert launch.steps == ["更新软件包目录", f"安装 python{version}-venv", "建立 Python 环境"]


def test_an_old_python_is_refused_with_what_to_install(tmp_path: Path) -> None:
    for tool in ("dirname", "readlink"):
        (tmp_path / tool).symlink_to(f"/usr/bin/{tool}")
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "python3").chmod(0o755)
    done = subprocess.run(["/bin/sh", ROOT / "bin/up"], env={"PATH": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == 1
    assert "需要 Python 3.11 或更新" in done.stderr


def test_the_locks_name_no_registry() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert "--index-url" not in text
    assert '"resolved"' not in (ROOT / "web/package-lock.json").read_text()


def test_the_commands_can_be_executed() -> None:
    for name in ("bin/up", "bin/test", "bin/yihao", "bin/lock", ".ci/run"):
        assert os.access(ROOT / name, os.X_OK), name
