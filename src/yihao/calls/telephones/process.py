"""Telephones in a process of their own, driven by lines of JSON: `python -m yihao.calls.telephones.process HOST PORT`.

A request `{"id", "do", …}` is answered by `{"id", "is"}` or `{"id", "fault"}`; what happens on lines is told as
`{"line", "what", "detail"}` in between. `remote.Phones` is the other side.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from yihao.calls.telephones import sound
from yihao.calls.telephones.telephone import BaresipError, Line, Telephone, Telephones

Request = dict[str, Any]


class _Desk:
    def __init__(self, phones: Telephones) -> None:
        self._phones = phones
        self._telephones: dict[str, Telephone] = {}
        self._lines: dict[str, Line] = {}

    def hear(self, line: Line, what: str, detail: str) -> None:
        self._lines[line.name] = line
        told = {"line": line.name, "what": what, "detail": detail}
        _write(told | {"headers": line.headers} if what == "rings" else told)

    async def do(self, request: Request) -> Any:
        """Carry a request out; what to answer."""
        match request["do"]:
            case "citizen":
                self._telephones[request["user"]] = await self._phones.citizen(request["user"], request["domain"])
            case "carrier":
                self._telephones["carrier"] = await self._phones.carrier(request["domain"])
            case "seat":
                made = await self._phones.seat(request["user"], request["domain"], request["password"])
                self._telephones[request["user"]] = made
            case "unregister":
                await self._telephones[request["user"]].unregister()
            case "register":
                await self._telephones[request["user"]].register()
            case "dial":
                line = await self._telephones[request["user"]].dial(request["address"])
                self._lines[line.name] = line
                return line.name
            case _:
                return await _on_line(self._lines[request["line"]], request)
        return None


async def _on_line(line: Line, request: Request) -> Any:
    match request["do"]:
        case "answer":
            await line.answer()
        case "tone":
            line.say(sound.tone(request["hertz"]) if request["hertz"] else b"", again=True)
        case "say":
            line.say(sound.from_alaw(Path(request["file"]).read_bytes()))
        case "press":
            await line.press(request["keys"])
        case "hold":
            await line.hold()
        case "resume":
            await line.resume()
        case "hang_up":
            await line.hang_up()
        case "heard":
            pcm = line.heard(request["seconds"])
            return {"hertz": sound.frequencies(pcm), "loudness": sound.loudness(pcm), "seconds": len(pcm) / sound.BYTES}
        case "keep":
            Path(request["file"]).write_bytes(line.heard(request["seconds"]))
        case other:
            raise ValueError(other)
    return None


async def _serve(host: str, port: int) -> None:
    desk: _Desk
    async with Telephones(host, port, lambda *told: desk.hear(*told)) as phones:
        desk = _Desk(phones)
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        _write({"id": 0, "is": "ready"})
        running: set[asyncio.Task[None]] = set()
        async for line in reader:
            task = asyncio.create_task(_answer(desk, json.loads(line)))
            running.add(task)
            task.add_done_callback(running.discard)


async def _answer(desk: _Desk, request: Request) -> None:
    try:
        _write({"id": request["id"], "is": await desk.do(request)})
    except (BaresipError, KeyError, ValueError, OSError) as fault:
        _write({"id": request["id"], "fault": f"{type(fault).__name__}: {fault}"})


def _write(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], int(sys.argv[2])))
