"""`yihao call`: a test caller with sound. It says what it hears as it happens; keys are typed at the terminal."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from yihao.calls import telephone
from yihao.calls.asterisk import server
from yihao.calls.telephones.recognition import Ear, Kind, Prompts, Sound
from yihao.calls.telephones.sound import BYTES, RATE
from yihao.calls.telephones.telephone import CallFailed, Line, Telephones
from yihao.cli.session import Refusal, checked_settings
from yihao.cli.utterance import Spoken, pack_sounds, pcm_of

_TICK = 0.1
_SAY_AGAIN = 8.0
_NOTHING = 0.5
_ANSWERED_WITHIN = 60.0
_KEYS = "0123456789*#"
_REFUSALS = {"404": "空号", "480": "暂时无法接通", "486": "忙", "603": "拒接", "401": "引擎不接受本机来电", "403": "引擎拒绝"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the call is to be."""

    number: str
    caller: str
    say: str
    seconds: float | None
    keys: str


def call(wish: Wish) -> int:
    """Call and listen until either side hangs up; 0 when the call was answered."""
    if set(wish.keys) - set(_KEYS + ","):
        raise Refusal("按键只能是 0–9、*、#；逗号表示停两秒。")
    at = _engine()
    spoken = pack_sounds()
    said = pcm_of(wish.say, spoken) if wish.say else b""
    with contextlib.suppress(asyncio.CancelledError):
        return asyncio.run(_call(wish, at, spoken, said))
    return 130


def wait(seconds: float | None) -> int:
    """Stand for the public network: take every call that the installation makes to the outside, one or many."""
    at = _engine()
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((at.host, at.caller))
        except OSError:
            raise Refusal("已经有一部测试电话在等待外呼，同时只能有一部。") from None
    return asyncio.run(_wait(at, pack_sounds(), seconds))


def _engine() -> server.Access:
    settings = checked_settings()
    if settings.engine != "own":
        raise Refusal("测试来电只能拨给本机由一号自己运行的话务引擎（设置 engine = \"own\"）。")
    if settings.trunk_peers and "127.0.0.1" not in settings.trunk_peers:
        raise Refusal("设置了运营商中继（trunk_peers），引擎不接受本机的测试来电。请用电话拨打，或在 trunk_peers 里加上 127.0.0.1。")
    wanted = telephone.wishes(settings)
    if not server.there_is_one(wanted):
        raise Refusal("还没有话务引擎。请先运行 bin/yihao engine fetch，再运行 bin/up。")
    try:
        if server.ready(wanted):
            return server.access(wanted)
    except PermissionError:
        raise Refusal("没有权限连接话务引擎，请用安装它的账号运行。") from None
    raise Refusal("话务引擎没有运行。请先在另一个终端运行 bin/up，看到“一号已就绪”后再拨。")


async def _call(wish: Wish, at: server.Access, spoken: Spoken, said: bytes) -> int:
    async with Telephones(at.host) as phones:
        citizen = await phones.citizen(wish.caller, f"{at.host}:{at.sip}")
        _say(f"呼叫 {wish.number}（主叫 {wish.caller}），Ctrl+C 挂断")
        line = await citizen.dial(f"sip:{wish.number}@{at.host}:{at.sip}")
        with _interrupts() as stop, _typed() as typed:
            if not await _answered(line, stop):
                return 1
            talk = _Talk(line, spoken, said, _Keys(wish.keys, typed))
            await talk.run(stop, wish.seconds)
    return 0


async def _answered(line: Line, stop: asyncio.Event) -> bool:
    """Wait for the answer; say why there is none."""
    waiting = asyncio.create_task(line.until_up(_ANSWERED_WITHIN))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({waiting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not waiting.done():
        waiting.cancel()
        await line.hang_up()
        _say("没等到接通就挂断了")
        return False
    try:
        waiting.result()
    except (CallFailed, TimeoutError) as failed:
        _say(f"没有接通：{_reason(str(failed))}")
        return False
    _say("已接通" + ("，可在此键入按键（0–9、*、#）" if sys.stdin.isatty() else ""))
    return True


def _reason(text: str) -> str:
    return next((f"{words}（{code}）" for code, words in _REFUSALS.items() if code in text), text or "没有应答")


async def _wait(at: server.Access, spoken: Spoken, seconds: float | None) -> int:
    arrived: asyncio.Queue[Line] = asyncio.Queue()

    def hear(line: Line, what: str, detail: str) -> None:
        if what == "rings":
            arrived.put_nowait(line)

    async with Telephones(at.host, at.caller, hear) as phones:
        await phones.carrier(f"{at.host}:{at.sip}")
        _say("等待外呼（回拨、转到外线的电话），来电自动接听，Ctrl+C 停止")
        with _interrupts() as stop, _typed() as typed:
            while (line := await _next(arrived, stop)) is not None:
                _say("电话响了，接听")
                await line.answer()
                await line.until_up(_ANSWERED_WITHIN)
                await _Talk(line, spoken, b"", _Keys("", typed)).run(stop, seconds)
    return 0


async def _next(arrived: "asyncio.Queue[Line]", stop: asyncio.Event) -> Line | None:
    ringing, stopping = asyncio.create_task(arrived.get()), asyncio.create_task(stop.wait())
    await asyncio.wait({ringing, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if ringing.done():
        return ringing.result()
    ringing.cancel()
    return None


class _Keys:
    """Keys to press: those given beforehand, a comma being two seconds, and those typed."""

    def __init__(self, given: str, typed: "asyncio.Queue[str]") -> None:
        self._given, self._typed = list(given), typed
        self._not_before = time.monotonic() + 1

    def due(self) -> str:
        """The next key to press now, empty for none."""
        if not self._typed.empty():
            return self._typed.get_nowait()
        if not self._given or time.monotonic() < self._not_before:
            return ""
        key = self._given.pop(0)
        self._not_before = time.monotonic() + (2 if key == "," else 0.5)
        return "" if key == "," else key


@dataclass
class _Talk:
    """A call that is up."""

    line: Line
    spoken: Spoken
    said: bytes
    keys: _Keys
    _began: float = field(default_factory=time.monotonic)
    _said_at: float = 0.0
    _since: float = 0.0
    _came_at: float = field(default_factory=time.monotonic)

    async def run(self, stop: asyncio.Event, seconds: float | None) -> None:
        """Until somebody hangs up, or so many seconds are over."""
        ear = Ear(Prompts(self.spoken.sounds))
        while not self.line.is_over and not stop.is_set():
            for sound in ear.hear(self._heard()):
                _say(self._words(sound))
            self._speak(ear.now)
            if key := self.keys.due():
                _say(f"按键 {key}")
                await self.line.press(key)
            if seconds is not None and self._lasted >= seconds:
                break
            await asyncio.sleep(_TICK)
        ended_there = self.line.is_over
        await self.line.hang_up()
        _say(f"{'对方挂断' if ended_there else '已挂断'}，通话 {self._lasted:.0f} 秒")

    def _heard(self) -> bytes:
        """What came since the last time; when nothing is sent at all, that is silence too."""
        now = time.monotonic()
        self._since, pcm = self.line.heard_anew(self._since)
        if not pcm and now - self._came_at > _NOTHING:
            pcm = bytes(2 * int(RATE * _NOTHING))
        self._came_at = now if pcm else self._came_at
        return pcm

    @property
    def _lasted(self) -> float:
        return time.monotonic() - self._began

    def _speak(self, heard: Sound | None) -> None:
        """Say it to people only, and again when a while has passed: not into a prompt or the music."""
        to_people = heard is not None and heard.kind is not Kind.PROMPT
        if self.said and to_people and self.line.says_nothing and time.monotonic() - self._said_at > _SAY_AGAIN:
            self.line.say(self.said)
            self._said_at = time.monotonic() + len(self.said) / BYTES
            _say("说话")

    def _words(self, sound: Sound) -> str:
        match sound.kind:
            case Kind.PROMPT:
                words = self.spoken.texts.get(sound.code, "")
                return f"听到语音：{words}（{sound.code}）" if words else f"听到{_UNSPOKEN.get(sound.code, sound.code)}"
            case Kind.TONE:
                return f"听到单音 {'、'.join(map(str, sound.hertz))} 赫兹"
            case Kind.VOICE:
                return "听到有人说话"
            case Kind.SILENCE:
                return "没有声音"


_UNSPOKEN = {"music": "等待音乐", "beep": "提示音"}


@contextlib.contextmanager
def _interrupts() -> Iterator[asyncio.Event]:
    """Set by Ctrl+C, and by being asked to end."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    try:
        yield stop
    finally:
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)


@contextlib.contextmanager
def _typed() -> "Iterator[asyncio.Queue[str]]":
    """Keys as they are typed at a terminal, each at once; none where there is no terminal."""
    keys: asyncio.Queue[str] = asyncio.Queue()
    if not sys.stdin.isatty():
        yield keys
        return
    import termios
    import tty

    def read() -> None:
        for key in os.read(descriptor, 64).decode("ascii", "ignore"):
            if key in _KEYS:
                keys.put_nowait(key)

    descriptor, loop = sys.stdin.fileno(), asyncio.get_running_loop()
    before = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor)
    loop.add_reader(descriptor, read)
    try:
        yield keys
    finally:
        loop.remove_reader(descriptor)
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)
