"""A process tells who started it that it serves now: `yihao up`, or systemd with `Type=notify` (the same protocol)."""

import os
import socket
from contextlib import suppress


def announce() -> None:
    """Say "ready". Does nothing when nobody asked (`NOTIFY_SOCKET` is unset)."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):  # a name of Linux's abstract namespace
        address = "\0" + address[1:]
    # A process that was started again may find that nobody listens any more.
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to_parent, suppress(ConnectionRefusedError):
        to_parent.sendto(b"READY=1", address)
