"""What a backup of this installation takes in: rooms name their files here, for the ground floor knows no room."""

from pathlib import Path

from yihao.kernel.backup.make import FILES, Wish
from yihao.kernel.settings import settings

_NAMED = (
    "SELECT DISTINCT storage_key FROM stored_file",
    "SELECT storage_key FROM recording WHERE removed_at IS NULL",
)
"""Pieces of exports are left out: they live some days, and whoever misses one asks again."""


def roots() -> dict[str, Path]:
    """Where files belong: the storage, and the sound of calls that are not over."""
    s = settings()
    return {FILES: s.files_folder, "calls": s.data / "engine" / s.engine_name / "recordings"}


def default_folder() -> Path:
    """Where backups go when nobody says otherwise."""
    s = settings()
    return s.backup_folder or s.data / "backup"


def wish(to: Path | None) -> Wish:
    """A backup of everything."""
    return Wish((to or default_folder()).absolute(), roots(), _NAMED)
