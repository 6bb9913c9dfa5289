"""Children that do not outlive their parent, even when it is killed with -9 (Linux)."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def end_with_parent(order: signal.Signals) -> Callable[[], None] | None:
    """A `preexec_fn`: the kernel sends `order` to the child when the thread that started it ends.

    None where the system cannot (not Linux).
    """
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None, use_errno=True).prctl, os.getpid()

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, order)
        if os.getppid() != parent:  # it ended in between
            os._exit(1)

    return ask
