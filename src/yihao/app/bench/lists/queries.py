"""Counts the statements that requests make: reads `[[cookies, path], ...]`, writes their numbers. Run as a process of its
own on the city's database, because a web process does not tell.
"""

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import django


def main() -> None:
    """Each path once to warm up, once to count."""
    django.setup()
    from django.db import connections
    from django.test import Client

    counted: list[int] = []

    def count(execute: Callable[..., Any], statement: str, params: Any, many: bool, context: Any) -> Any:
        counted.append(1)
        return execute(statement, params, many, context)

    found = []
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(count))
        for cookies, path in json.load(sys.stdin):
            client = Client(headers={"host": "127.0.0.1"})
            client.cookies.load(cookies)
            client.get(path)
            counted.clear()
            answer = client.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{answer.status_code} {path}")
            found.append(len(counted))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
