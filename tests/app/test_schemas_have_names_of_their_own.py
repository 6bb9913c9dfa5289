"""Two schemas of one name would overwrite each other in the interface's description, and the desk's types with it."""

from collections import defaultdict

from ninja import Schema

import yihao.app.api  # noqa: F401  (brings every room's schemas)


def test_no_two_schemas_share_a_name() -> None:
    modules: dict[str, set[str]] = defaultdict(set)
    todo: list[type[Schema]] = [Schema]
    while todo:
        for kind in todo.pop().__subclasses__():
            modules[kind.__name__].add(kind.__module__)
            todo.append(kind)
    assert {name: found for name, found in modules.items() if len(found) > 1 and name.endswith(("In", "Out"))} == {}
