"""Ground for the tests of long work: the kind that counts."""

from collections.abc import Iterator

import pytest

from tests.kernel.work.ground import COUNT, count
from yihao.kernel.work.run import KINDS, leaving


@pytest.fixture(autouse=True)
def counting() -> Iterator[None]:
    """The kind of these tests, and a process that is not about to end."""
    count()
    yield
    KINDS.pop(COUNT)
    leaving.clear()
