"""Progress for people: one line for each step, with the seconds it took. Standard library only (`bin/` uses it too)."""

import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager


class Step:
    """A step that is being taken. On a terminal its line is rewritten while it goes on."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._began = time.monotonic()
        self._drawn = 0.0
        self._live = sys.stdout.isatty()
        self.tick()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def tick(self, detail: str = "") -> None:
        """Show that the step goes on, at most ten times a second."""
        if self._live and time.monotonic() - self._drawn > 0.1:
            self._drawn = time.monotonic()
            sys.stdout.write(f"\r\x1b[K… {_padded(self.title)} {self.seconds:5.1f} 秒  {detail[:40]}")
            sys.stdout.flush()

    def end(self, mark: str = "✓", detail: str = "") -> None:
        """Close the line with how it went."""
        start = "\r\x1b[K" if self._live else ""
        print(f"{start}{mark} {_padded(self.title)} {self.seconds:5.1f} 秒  {detail}".rstrip(), flush=True)

    def note(self, text: str) -> None:
        """Print a line about the step and go on."""
        print(f"\r\x1b[K  {text}" if self._live else f"  {text}", flush=True)


@contextmanager
def step(title: str) -> Iterator[Step]:
    """Take a step: its line ends with ✓, or with ✗ when it raises."""
    current = Step(title)
    try:
        yield current
    except BaseException:
        current.end("✗")
        raise
    current.end()


def _padded(text: str, columns: int = 28) -> str:
    wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return text + " " * max(0, columns - wide)
