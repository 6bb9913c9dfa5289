"""SIGTERM ends the web process: open streams are ended properly first, so that nobody waits for a browser."""

import signal

from tests.app.streams import stream
from tests.app.support import Town


def test_with_streams_open(town: Town) -> None:
    web = town.web
    with stream(town.person("dispatcher")) as frames:
        assert next(frames).event == "hello"
        web.process.send_signal(signal.SIGTERM)
        assert list(frames) == []  # ended, not cut off
    assert web.process.wait(15) in (0, -signal.SIGTERM)
