"""Telephones in another process, used from ordinary code: tests and benches.

with Phones("127.0.0.1:5060") as phones:
    call = phones.citizen("13807920001").dial("12345", tone=440)
    call.hears(1000)
"""

import itertools
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

_REACH = 8
"""Hertz by which a tone heard may differ."""
_ANSWER_SECONDS = 40.0
_Found = TypeVar("_Found")


class NotHeard(AssertionError):
    """What was to happen on a telephone did not; the message says what did."""


def _same(heard: list[int], wanted: tuple[int, ...]) -> bool:
    return len(heard) == len(wanted) and all(any(abs(h - each) <= _REACH for h in heard) for each in wanted)


class RemoteLine:
    """One call, seen from one side."""

    def __init__(self, phones: "Phones", name: str) -> None:
        self._phones, self.name = phones, name

    def answer(self, tone: int = 0) -> "RemoteLine":
        """Take the call, and speak with a steady tone of so many hertz."""
        self._do("answer")
        self.until("up")
        return self.tone(tone)

    def tone(self, hertz: int) -> "RemoteLine":
        """Speak with a steady tone; 0 is silence."""
        self._do("tone", hertz=hertz)
        return self

    def say(self, file: Path) -> None:
        """Speak a file of A-law sound."""
        self._do("say", file=str(file))

    def press(self, keys: str) -> None:
        self._do("press", keys=keys)

    def hold(self) -> None:
        self._do("hold")

    def resume(self) -> None:
        self._do("resume")

    def hang_up(self) -> None:
        self._do("hang_up")
        self.until("ended")

    def keep(self, file: Path, seconds: float = 90.0) -> None:
        """Write what was heard (signed 16-bit, 8000 a second) to a file."""
        self._do("keep", file=str(file), seconds=seconds)

    def hearing(self, seconds: float = 0.6) -> dict[str, Any]:
        """What was heard in the last seconds: `hertz` (loudest first), `loudness`, `seconds` of sound."""
        heard: dict[str, Any] = self._do("heard", seconds=seconds)
        return heard

    def hears(self, *hertz: int, within: float = 5.0) -> None:
        """Wait until exactly these tones are heard; none means silence. Raises NotHeard."""

        deadline = time.monotonic() + within
        while not _same(heard := self.hearing()["hertz"], hertz):
            if time.monotonic() > deadline:
                raise NotHeard(f"{self.name} hears {heard}, not {list(hertz)}")
            time.sleep(0.1)

    def until(self, what: str, within: float = 10.0) -> str:
        """Wait until it happens, or take that it has: `up`, `ended`, `key`, `held` …; the detail (a key's digit)."""
        return self._phones.until(lambda told: self._is(told, what), f"{self.name}: {what}", within)["detail"]  # type: ignore[no-any-return]

    def happened(self, what: str) -> list[str]:
        """The details of each time that it happened so far."""
        return [told["detail"] for told in self._phones.told if self._is(told, what)]

    def _is(self, told: dict[str, Any], what: str) -> bool:
        return bool(told["line"] == self.name and told["what"] == what)

    def _do(self, what: str, **values: Any) -> Any:
        return self._phones.do(what, line=self.name, **values)


class RemoteTelephone:
    """A SIP identity in the other process."""

    def __init__(self, phones: "Phones", user: str) -> None:
        self._phones, self.user = phones, user
        self._seen = 0

    def dial(self, number: str, tone: int = 0) -> RemoteLine:
        """Call a number and speak with a steady tone from the moment that it is answered."""
        line = RemoteLine(
            self._phones, self._phones.do("dial", user=self.user, address=f"sip:{number}@{self._phones.sip}")
        )
        return line.tone(tone)

    def rings(self, within: float = 10.0) -> RemoteLine:
        """The next call that rings here, each once. Raises NotHeard."""
        told = self._phones.until(self._is_new, f"{self.user} rings", within)
        self._seen += 1
        return RemoteLine(self._phones, told["line"])

    def rung(self) -> list[dict[str, Any]]:
        """All that has rung here so far, with `detail` (who calls) and `headers`."""
        return [told for told in self._phones.told if self._rang(told)]

    def register(self) -> None:
        self._phones.do("register", user=self.user)

    def unregister(self) -> None:
        self._phones.do("unregister", user=self.user)

    def _rang(self, told: dict[str, Any]) -> bool:
        line: str = told["line"]
        return bool(told["what"] == "rings" and line.rpartition("#")[0] == self.user)

    def _is_new(self, told: dict[str, Any]) -> bool:
        rung = self.rung()
        return len(rung) > self._seen and told is rung[self._seen]


class Phones:
    """A process with telephones that reach the engine at `sip` (host:port). `port` is where it listens itself."""

    def __init__(self, sip: str, port: int = 0) -> None:
        self.sip, self._port = sip, port
        self.told: list[dict[str, Any]] = []
        self._news = threading.Condition()
        self._numbers = itertools.count(1)
        self._answers: dict[int, queue.Queue[dict[str, Any]]] = {0: queue.Queue(1)}

    def __enter__(self) -> "Phones":
        command = [sys.executable, "-m", "yihao.calls.telephones.process", "127.0.0.1", str(self._port)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._answer(0, "start")
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()

    def kill(self) -> None:
        """Let all of them vanish without a word, as when their machine loses its current."""
        self._process.kill()
        self._process.wait()

    def citizen(self, number: str) -> RemoteTelephone:
        """A telephone in the public network."""
        self.do("citizen", user=number, domain=self.sip)
        return RemoteTelephone(self, number)

    def carrier(self) -> RemoteTelephone:
        """The public network: it rings for every outgoing call (needs the port at which the engine's trunk ends)."""
        self.do("carrier", domain=self.sip)
        return RemoteTelephone(self, "carrier")

    def seat(self, name: str, password: str) -> RemoteTelephone:
        """A seat's telephone, registered."""
        self.do("seat", user=name, domain=self.sip, password=password)
        return RemoteTelephone(self, name)

    def do(self, what: str, **values: Any) -> Any:
        """One request to the other process; its answer. Raises NotHeard with its fault."""
        number = next(self._numbers)
        self._answers[number] = queue.Queue(1)
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"id": number, "do": what, **values}) + "\n")
        self._process.stdin.flush()
        return self._answer(number, what)

    def until(self, found: Callable[[dict[str, Any]], bool], title: str, within: float) -> dict[str, Any]:
        """The first of all that was told that `found` holds for, waited for if need be. Raises NotHeard."""
        with self._news:
            if not self._news.wait_for(lambda: any(map(found, self.told)), within):
                raise NotHeard(f"{title}: not within {within} s; told: {self.told[-10:]}")
            return next(filter(found, self.told))

    def _answer(self, number: int, what: str) -> Any:
        try:
            answer = self._answers[number].get(timeout=_ANSWER_SECONDS)
        except queue.Empty:
            raise NotHeard(f"{what}: no answer") from None
        del self._answers[number]
        if "fault" in answer:
            raise NotHeard(f"{what}: {answer['fault']}")
        return answer["is"]

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            told = json.loads(line)
            if "id" in told:
                self._answers[told["id"]].put(told)
            else:
                with self._news:
                    self.told.append(told)
                    self._news.notify_all()
