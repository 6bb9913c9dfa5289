"""The committed documents are what the code says (write them anew with `bin/yihao docs`)."""

from pathlib import Path

import pytest

from yihao.app.documents import generated

_ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["openapi.json", "docs/routes.md", "docs/events.md", "docs/transitions.md"])
def test_document_is_current(name: str) -> None:
    assert (_ROOT / name).read_text(encoding="utf-8") == generated()[name]
