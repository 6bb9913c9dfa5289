"""A stream of live updates, read as a browser's EventSource reads it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.app.support import Person


@dataclass(frozen=True)
class Frame:
    """One message: its name, its id (None when it has none), its data."""

    event: str
    id: int | None
    data: dict[str, Any]


@contextmanager
def stream(person: Person, after: int | str | None = None, silence: float = 10.0) -> Iterator[Iterator[Frame]]:
    """Open a stream, as after a cut when `after` is given; its frames. Longer silence raises httpx.ReadTimeout."""
    headers = {} if after is None else {"Last-Event-ID": str(after)}
    timeout = httpx.Timeout(10, read=silence)
    with person.http.stream("GET", "/sse/events", headers=headers, timeout=timeout) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield _frames(answer)


def _frames(answer: httpx.Response) -> Iterator[Frame]:
    parts: dict[str, str] = {}
    for line in answer.iter_lines():
        if line:
            name, _, value = line.partition(": ")
            parts[name] = value
        else:
            if "event" in parts:
                yield Frame(parts["event"], int(parts["id"]) if "id" in parts else None, json.loads(parts["data"]))
            parts = {}
