"""Structured logs (one JSON object a line) that hold no personal data: numbers and database details are taken out."""

import logging
import re
from typing import Any

from pythonjsonlogger.json import JsonFormatter

_SCRUBS = (
    (re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])"), "[证件]"),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "[电话]"),
    (re.compile(r"(?<![\d-])0\d{2,3}-?[2-9]\d{6,7}(?!\d)"), "[电话]"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "[邮箱]"),
    (re.compile(r"(DETAIL|CONTEXT):.*?(?=\\n|\n|\"|$)"), r"\1: [略]"),
    (re.compile(r"\[input_?(?:type|value)=.*?\]|input_value=.*?(?=, input_type)"), "[略]"),
)


def scrub(text: str) -> str:
    """`text` without telephone numbers, identity numbers, mail addresses and the values databases put into errors."""
    for pattern, instead in _SCRUBS:
        text = pattern.sub(instead, text)
    return text


class SafeJson(JsonFormatter):
    """The formatter of every handler: the finished line is scrubbed, so that no path into a log goes around it."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON line."""
        return scrub(super().format(record))


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
