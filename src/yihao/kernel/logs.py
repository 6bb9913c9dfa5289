"""Structured logs (one JSON object a line) that hold no personal data: numbers and database details are taken out."""

import json
import logging
import re
from typing import Any

from pythonjsonlogger.json import JsonFormatter

_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_NEXT_ERROR = r"(?=\n\n(?:The above exception was|During handling of)|\Z)"
_SCRUBS = (
    (
        re.compile(
            r"(DETAIL|CONTEXT|LINE \d+|invalid input (?:syntax|value) for [^:\n]+|field value out of range):.*?"
            + _NEXT_ERROR,
            re.DOTALL,
        ),
        r"\1: [略]",
    ),
    (re.compile(r"\[input_?(?:type|value)=.*?\]|input_value=.*?(?=, input_type)", re.DOTALL), "[略]"),
    (re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])"), "[证件]"),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?0?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "[电话]"),
    (re.compile(r"(?<![\dA-Za-z-])[(（]?0\d{2,3}[)） -]{0,2}[2-9]\d{2,3}[- ]?\d{4}(?!\d)"), "[电话]"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "[邮箱]"),
)


def scrub(text: str) -> str:
    """`text` without telephone numbers, identity numbers, mail addresses and the values databases put into errors."""
    text = text.translate(_HALF_WIDTH)
    for pattern, instead in _SCRUBS:
        text = pattern.sub(instead, text)
    return text


class SafeJson(JsonFormatter):
    """The formatter of every handler: the finished line is scrubbed, so that no path into a log goes around it."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON line. It is taken apart for it: within the line, quotes and line breaks are written as signs."""
        return json.dumps(_scrubbed(json.loads(super().format(record))), ensure_ascii=False)


def _scrubbed(value: Any) -> Any:
    match value:
        case str():
            return scrub(value)
        case dict():
            return {scrub(k): _scrubbed(v) for k, v in value.items()}
        case list():
            return [_scrubbed(v) for v in value]
        case int() | float() if scrub(str(value)) != str(value):
            return scrub(str(value))
    return value


def configuration(level: str) -> dict[str, Any]:
    """`LOGGING` for Django and everything beside it: one handler, one formatter."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": "yihao.kernel.logs.SafeJson",
                "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
                "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
                "json_ensure_ascii": False,
            }
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": level},
            "django.request": {"handlers": [], "propagate": True, "level": "ERROR"},
            "procrastinate": {"handlers": [], "propagate": True, "level": "WARNING"},
            "uvicorn": {"handlers": [], "propagate": True, "level": "WARNING"},
            "axes": {"handlers": [], "propagate": True, "level": "ERROR"},
        },
    }
