"""Copies are as good as what people did: chain, rows, numbers, seals, all that the auditor's command looks at."""

import re
import subprocess
import sys
from typing import Any

import pytest

from tests.bulk.conftest import Bulk
from yihao.kernel import sql as db

_RULES = """
SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) AS text FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND conparentid = 0 AND conrelid <> 0
AND NOT (SELECT relispartition FROM pg_class WHERE oid = conrelid)
UNION ALL
SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class c ON c.oid = indrelid
WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition ORDER BY 1
"""


def test_ledger_and_orders_agree(bulk: Bulk) -> None:
    command = [sys.executable, "-m", "yihao.cli", "audit", "verify", "--orders"]
    done = subprocess.run(command, env=bulk.environment, capture_output=True, text=True, timeout=120)
    assert done.stdout.endswith("没有发现异常\n"), done.stdout + done.stderr


def test_every_text_can_be_opened(bulk: Bulk) -> None:
    command = [sys.executable, "-m", "tests.bulk.opening"]
    done = subprocess.run(command, env=bulk.environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    opened = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert int(opened["texts"]) == bulk.value("SELECT count(*) FROM appeal_text") > 0
    # Each copy draws its own words: two of some hundred may meet by chance (what is drawn follows from the day), no more.
    assert int(opened["alike"]) * 100 <= int(opened["contents"])


@pytest.mark.django_db
def test_the_schemas_own_rules_are_back(bulk: Bulk) -> None:
    """Foreign keys and indexes are taken off for the copying: afterwards they are those of any database."""
    assert _plain(bulk.rows(_RULES)) == _plain(db.rows(_RULES))
    assert bulk.value("SELECT count(*) FROM pg_constraint WHERE NOT convalidated") == 0
    assert bulk.value("SELECT count(*) FROM pg_index WHERE NOT indisvalid") == 0  # a partition without its own


def _plain(rules: list[dict[str, Any]]) -> list[str]:
    """Without the casts and brackets that the server adds when it reads its own words again."""
    return sorted(re.sub(r"::(text|character varying)(\[\])?|[()\[\] ]", "", r["text"]) for r in rules)
