"""Whatever is logged, on whatever path: no telephone or identity number, no mail address, no value from the database."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DataError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from yihao.kernel import sql
from yihao.kernel.logs import SafeJson, configuration, scrub
from yihao.kernel.numbers import compose

PERSONAL = [
    "13812345678",
    "138 1234 5678",
    "138-1234-5678",
    "+86 138 1234 5678",
    "8613812345678",
    "13812345678-801",
    "０１３８１２３４５６７８",
    "１３８１２３４５６７８",
    "0792-8123456",
    "07928123456",
    "0792 8123456",
    "0792-812-3456",
    "021 6123 4567",
    "(0792)8123456",
    "（0792）8123456",
    "010-81234567",
    "360402199001011234",
    "36040219900101123X",
    "36040219900101123x",
    "zhang.san@example.com",
    "张三@例子.中国",
]


class Logged:
    """A logger of its own with the formatter that every handler has."""

    def __init__(self) -> None:
        self._out = io.StringIO()
        handler = logging.StreamHandler(self._out)
        settings = configuration("INFO")["formatters"]["json"]
        settings.pop("()")
        handler.setFormatter(SafeJson(settings.pop("fmt"), **settings))
        self.log = logging.Logger("yihao.test")
        self.log.addHandler(handler)

    @property
    def text(self) -> str:
        return self._out.getvalue()

    @property
    def line(self) -> dict[str, Any]:
        """The one line, which must be JSON whatever was taken out of it."""
        (line,) = self.text.splitlines()
        found = json.loads(line)
        assert isinstance(found, dict)
        return found


@pytest.fixture
def logged() -> Logged:
    return Logged()


def hidden(logged: Logged, personal: str) -> bool:
    """The line is there and readable, and neither the text nor a good part of its digits is in it."""
    assert logged.line["logger"] == "yihao.test"
    digits = "".join(c for c in personal if c.isdigit())[-6:]
    return personal not in logged.text and (not digits or digits not in logged.text)


@pytest.mark.parametrize("personal", PERSONAL)
def test_in_the_message(logged: Logged, personal: str) -> None:
    logged.log.warning("来电 %s 未接通", personal)
    assert hidden(logged, personal)
    assert logged.line["message"].startswith("来电 ")
    assert logged.line["message"].endswith(" 未接通")


@pytest.mark.parametrize("personal", PERSONAL)
def test_in_what_is_added_however_deep(logged: Logged, personal: str) -> None:
    logged.log.warning("x", extra={"who": personal, "more": {"list": [1, {"deep": personal}]}, "loop": "ticker"})
    assert hidden(logged, personal)
    assert logged.line["loop"] == "ticker"


def test_in_what_is_added_as_a_number(logged: Logged) -> None:
    logged.log.warning("x", extra={"phone": 13812345678, "more": [8613812345678], "count": 12345678901})
    assert "13812345678" not in logged.text
    assert logged.line["count"] == 12345678901


@pytest.mark.parametrize("personal", PERSONAL)
def test_in_a_traceback(logged: Logged, personal: str) -> None:
    try:
        raise ValueError(f"no such person: {personal}")
    except ValueError:
        logged.log.exception("failed")
    assert hidden(logged, personal)
    assert "ValueError: no such person: " in logged.line["exc_info"]


def test_in_the_cause_of_an_error_too(logged: Logged) -> None:
    try:
        try:
            raise KeyError("13812345678")
        except KeyError as cause:
            raise RuntimeError("zhang.san@example.com") from cause
    except RuntimeError:
        logged.log.exception("failed")
    assert "13812345678" not in logged.text
    assert "zhang.san" not in logged.text
    assert "The above exception was the direct cause" in logged.line["exc_info"]


@pytest.mark.django_db
@pytest.mark.parametrize("secret", ["张三", '张三说："你好"', "张三\n第二行\n\n第三段", "a\\b'c", "DETAIL: 张三"])
@pytest.mark.parametrize("fault", ["unique", "not null", "check"])
def test_what_a_database_puts_into_its_errors(logged: Logged, secret: str, fault: str) -> None:
    """A duplicate key and a refused row come with the values that were refused."""
    place = "INSERT INTO rate_bucket (key, count, until) VALUES (%s, %s, now())"
    sql.execute("ALTER TABLE rate_bucket ADD CHECK (count < 100)")
    sql.execute(place, (secret, 1))
    try:
        with transaction.atomic():
            match fault:
                case "unique":
                    sql.execute(place, (secret, 1))
                case "not null":
                    sql.execute(place, (secret + "2", None))
                case "check":
                    sql.execute(place, (secret + "2", 500))
    except IntegrityError:
        logged.log.exception("saving failed", extra={"order": "360400"})
    line = logged.line
    for part in ("张三", "你好", "第二行", "第三段", "b'c"):
        assert part not in logged.text
    assert "rate_bucket" in line["exc_info"]
    assert "django.db.utils.IntegrityError" in line["exc_info"]
    assert line["order"] == "360400"


def test_what_a_schema_puts_into_its_errors(logged: Logged) -> None:
    class Asked(BaseModel):
        age: int

    body = {"age": "张三, born 1990"}
    try:
        Asked.model_validate(body)
    except ValueError:
        logged.log.exception("refused")
    assert "张三" not in logged.text
    assert "int_parsing" in logged.line["exc_info"]


@pytest.mark.django_db
def test_a_value_of_the_wrong_kind(logged: Logged) -> None:
    value = "张三"
    for order in ("SELECT %s::uuid", "SELECT %s::int", "SELECT %s::date"):
        try:
            with transaction.atomic():
                sql.execute(order, (value,))
        except DataError:
            logged.log.exception("asking failed")
    assert len(logged.text.splitlines()) == 3
    assert "张三" not in logged.text
    assert logged.text.count("invalid input syntax for type") == 6  # by the driver, and by Django because of it


def test_an_error_as_a_mere_text_is_scrubbed_as_well() -> None:
    text = 'duplicate key value violates unique constraint "x"\nDETAIL:  Key (name)=(张三) already exists.'
    assert scrub(text) == 'duplicate key value violates unique constraint "x"\nDETAIL: [略]'


@pytest.mark.parametrize(
    "text",
    [
        "工单 3604002610080000375 已派出",
        "用时 1234567 毫秒，共 20261008 件",
        "01a20a71-7936-766c-b707-d54bb0e1457d",
        "2026-10-08T04:00:00.123456+00:00",
        "2026-10-08 08123456",
        "10.0.0.1:54321",
        'constraint "x"，（详见手册）',
    ],
)
def test_what_is_no_personal_data_stays(logged: Logged, text: str) -> None:
    logged.log.info("%s", text, extra={"again": [text], "count": 360400, "ratio": 0.5, "none": None, "yes": True})
    assert logged.line["message"] == text
    assert logged.line["again"] == [text]
    assert [logged.line[name] for name in ("count", "ratio", "none", "yes")] == [360400, 0.5, None, True]


@given(st.dates(), st.integers(1, 999_999))
def test_order_numbers_stay_readable(day: Any, sequence: int) -> None:
    number = compose("360400", day, sequence)
    assert scrub(f"工单 {number}。") == f"工单 {number}。"


@given(st.text(max_size=30), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text(max_size=30))
def test_a_mobile_number_is_found_between_anything(before: str, number: str, after: str) -> None:
    logged = Logged()
    logged.log.warning("%s", f"{before}，{number}，{after}", extra={"again": f"{number}"})
    assert number not in logged.text


def test_every_handler_has_this_formatter() -> None:
    described = configuration("INFO")
    assert {handler["formatter"] for handler in described["handlers"].values()} == {"json"}
    assert described["formatters"]["json"]["()"] == "yihao.kernel.logs.SafeJson"
    assert described["root"]["handlers"] == ["out"]
    assert all(not logger["handlers"] and logger["propagate"] for logger in described["loggers"].values())


@pytest.fixture
def root_restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def test_the_configuration_works_as_a_whole(root_restored: None, capsys: pytest.CaptureFixture[str]) -> None:
    described = configuration("INFO")
    described["loggers"] = {}
    logging.config.dictConfig(described)
    logging.getLogger("yihao.somewhere").warning("电话 13812345678")
    line = json.loads(capsys.readouterr().err)
    assert (line["message"], line["logger"], line["level"]) == ("电话 [电话]", "yihao.somewhere", "WARNING")
    assert "at" in line
