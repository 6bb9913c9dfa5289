"""A page speaks to its own server, and the desk to the telephone engine beside it; to nothing else."""

from yihao.app.policy import policy


def directives(text: str) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in text.split(";"))


def test_without_a_telephone_only_to_its_server() -> None:
    assert directives(policy())["connect-src"] == "'self'"


def test_the_desk_also_speaks_to_its_telephone_engine() -> None:
    found = directives(policy("wss://seats.example.cn:8089/ws"))
    assert found["connect-src"] == "'self' wss://seats.example.cn:8089"
    assert found["script-src"] == found["default-src"] == "'self'"
