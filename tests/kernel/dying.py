"""A sequencer in a process of its own that is killed with -9. Imported by that process: it sets Django up there."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any

import django
from django.apps import apps

if not apps.ready:
    django.setup()

from django.db import connection

from yihao.kernel import head, sequencer
from yihao.kernel.settings import settings

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])
_WATCHED = {sequencer.__file__, head.__file__}


def sequencing(*, dies_before_line: int = 0, for_ever: bool = False) -> BaseProcess:
    """Start a process that sequences this test's events: all there are, or for ever. It may kill itself before the
    n-th line of the sequencer (and of what keeps the head outside; not of what only computes) that it comes to."""
    place = (str(connection.settings_dict["NAME"]), head.head_path())
    process = _FORKS.Process(target=_sequence, args=(*place, dies_before_line, for_ever))
    process.start()
    return process


def _sequence(database: str, head_file: Any, dies_before_line: int, for_ever: bool) -> None:
    connection.settings_dict["NAME"] = database
    settings().ledger_head_file = head_file
    if dies_before_line:
        sys.settrace(_dying(dies_before_line))
    sequencer.sequence_all()
    sys.settrace(None)
    while for_ever:
        sequencer.sequence_batch(3)


def _dying(lines: int) -> Callable[[FrameType, str, Any], Any]:
    left = lines

    def line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        left -= event == "line"
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return line

    def call(frame: FrameType, event: str, _: Any) -> Any:
        return line if frame.f_code.co_filename in _WATCHED and frame.f_code.co_name != "canonical" else None

    return call
