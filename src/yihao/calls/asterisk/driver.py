"""Asterisk as a telephone engine: our requests in its words (ARI), its events in ours."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from yihao.calls.asterisk.ari import Event, Refused, Wire
from yihao.calls.values import engine as e
from yihao.calls.values.calls import EndWhy
from yihao.kernel import clock

APP = "yihao"
GONE = frozenset({404, 409, 412, 422})
"""Any request can lose the race with a hang-up."""
_CAUSES = {
    17: EndWhy.BUSY,
    18: EndWhy.NO_ANSWER,
    19: EndWhy.NO_ANSWER,
    21: EndWhy.REFUSED,
    16: EndWhy.HUNG_UP,
    0: EndWhy.HUNG_UP,
}
"""Q.850 causes that say more than that the other side can't be reached."""
_EAR_SECONDS = 3.0
_SILENT = frozenset({1, 44})
"""Q.850: with which Asterisk ends a leg itself when its sound stopped (`rtp_timeout`); our own requests have 16 or 32."""


class Asterisk:
    """The engine behind `values.engine.Engine`, plus what only the switchboard's house-keeping asks of it."""

    def __init__(
        self,
        url: str,
        user: str,
        password: str,
        hear: Callable[[e.Heard], None],
        audio: Callable[[str], str],
        *,
        loopback: bool = True,
    ) -> None:
        """`audio` gives the sound file (a path without suffix) of a prompt's code; with `loopback` only this machine is
        served, and the seats' sound stays on it."""
        self.access = (url, user, password)
        self._tell, self._audio, self._loopback = hear, audio, loopback
        self._wire = Wire(*self.access, APP, self._hear)
        self._ears: dict[str, asyncio.Future[None]] = {}
        self._silent: set[str] = set()
        """Legs whose sound stopped: they are about to end, and nobody hung up."""

    @property
    def lost(self) -> asyncio.Event:
        """Set when the connection broke."""
        return self._wire.lost

    async def connect(self) -> None:
        """Become the engine's application. Raises EngineAway."""
        self._wire = Wire(*self.access, APP, self._hear)
        await self._wire.connect()

    async def leave(self) -> None:
        """Be its application no longer: calls stay up, new ones go to the fallback queue."""
        await self._wire.close()

    async def do(self, request: e.Request) -> None:
        """Carry out a request. Raises Gone, EngineAway."""
        try:
            await self._do(request)
        except Refused as refused:
            if isinstance(request, e.DialSeat | e.DialOut) and refused.status == 409:
                return  # asked a second time: the leg is there already
            # Of a channel that is gone a bridge says 400, everybody else 404.
            gone = refused.status in GONE or (refused.status == 400 and isinstance(request, e.Join | e.Leave | e.Spy))
            if gone and isinstance(request, e.HangUp | e.Hush | e.Shut | e.Leave):
                return
            if gone or isinstance(request, e.DialSeat | e.DialOut):
                raise e.Gone(str(refused)) from None
            raise

    async def snapshot(self) -> e.Snapshot:
        """What there is now. Raises EngineAway."""
        ours = set((await self._wire.ask("GET", f"applications/{APP}"))["channel_ids"])
        channels = await self._wire.ask("GET", "channels")
        return e.Snapshot(
            {c["id"]: c["state"] == "Up" for c in channels if c["id"] in ours},
            frozenset(c["id"] for c in channels if c["id"] not in ours),
            tuple([await self._caller(c) for c in channels if c["id"] in ours and not made_here(c["id"])]),
        )

    async def _caller(self, channel: dict[str, Any]) -> e.Arrived:
        """A caller's leg as it came in: the number dialled stands in a variable of the dialplan."""
        try:
            called = (await self._wire.ask("GET", f"channels/{channel['id']}/variable", variable="CALLED"))["value"]
        except Refused:
            called = channel["dialplan"]["exten"]  # hung up meanwhile
        return e.Arrived(channel["id"], called, channel["caller"]["number"], clock.now())

    async def ping(self) -> None:
        """See that it answers. Raises EngineAway."""
        await self._wire.ask("GET", "asterisk/ping")

    async def release(self, channel: str) -> None:
        """Give a waiting call to the fallback queue. Raises EngineAway."""
        try:
            await self._wire.ask("POST", f"channels/{channel}/continue", context="fallback", extension="s", priority=1)
        except Refused as refused:
            if refused.status not in GONE:
                raise

    async def make_seat(self, endpoint: str, password: str, *, webrtc: bool) -> None:
        """Let the engine know a seat's telephone: its name and password, for as long as the seat is signed on."""
        template = _ENDPOINT | (_WEBRTC if webrtc else {}) | (_LOOPBACK if self._loopback else {})
        for what, values in (
            ("auth", {"auth_type": "userpass", "username": endpoint, "password": password}),
            ("aor", {"max_contacts": "1", "remove_existing": "yes"}),
            ("endpoint", {**template, "auth": endpoint, "aors": endpoint}),
        ):
            fields = [{"attribute": name, "value": value} for name, value in values.items()]
            await self._wire.ask("PUT", f"asterisk/config/dynamic/res_pjsip/{what}/{endpoint}", {"fields": fields})

    async def unreachable(self) -> dict[str, list[str]]:
        """The telephones that are registered no more though they have legs, with those legs. Raises EngineAway."""
        found = await self._wire.ask("GET", "endpoints/PJSIP")
        return {e["resource"]: e["channel_ids"] for e in found if e["state"] == "offline" and e["channel_ids"]}

    async def endpoints(self) -> set[str]:
        """The telephones that it knows."""
        return {e["resource"] for e in await self._wire.ask("GET", "endpoints/PJSIP")}

    async def drop_seat(self, endpoint: str) -> None:
        """Forget a seat's telephone; its password is worth nothing any more."""
        for what in ("endpoint", "aor", "auth"):
            try:
                await self._wire.ask("DELETE", f"asterisk/config/dynamic/res_pjsip/{what}/{endpoint}")
            except Refused as refused:
                if refused.status != 404:
                    raise

    async def _do(self, request: e.Request) -> None:
        match request:
            case e.Answer(channel):
                await self._wire.ask("POST", f"channels/{channel}/answer")
            case e.Say(channel, playback, codes):
                media = ",".join(f"sound:{self._audio(code)}" for code in codes)
                await self._wire.ask("POST", f"channels/{channel}/play/{playback}", media=media)
            case e.Hush(playback):
                await self._wire.ask("DELETE", f"playbacks/{playback}")
            case e.Music(channel, on):
                await self._wire.ask("POST" if on else "DELETE", f"channels/{channel}/moh")
            case e.Open(bridge, name):
                await self._wire.ask("POST", f"bridges/{bridge}", type="mixing,dtmf_events,proxy_media", name=name)
            case e.Join(bridge, channel):
                await self._wire.ask("POST", f"bridges/{bridge}/addChannel", channel=channel)
            case e.Leave(bridge, channel):
                await self._wire.ask("POST", f"bridges/{bridge}/removeChannel", channel=channel)
            case e.Shut(bridge):
                await self._wire.ask("DELETE", f"bridges/{bridge}")
            case e.HangUp(channel):
                await self._wire.ask("DELETE", f"channels/{channel}")
            case e.Spy():
                await self._spy(request)
            case e.DialSeat():
                await self._ring_seat(request)
            case e.DialOut():
                await self._dial_out(request)

    async def _ring_seat(self, r: e.DialSeat) -> None:
        variables = {
            "YIHAO_CALL": str(r.call_id),
            "YIHAO_LEG": str(r.leg_id),
            "PJSIP_HEADER(add,X-Yihao-Call)": str(r.call_id),
            **({"PJSIP_HEADER(add,X-Yihao-Auto)": "1"} if r.by_itself else {}),
        }
        await self._wire.ask(
            "POST", f"channels/{r.channel}", {"variables": variables}, endpoint=f"PJSIP/{r.endpoint}", app=APP,
            appArgs="leg", timeout=r.seconds, formats="alaw",
        )  # fmt: skip

    async def _dial_out(self, r: e.DialOut) -> None:
        variables = {"YIHAO_CALL": str(r.call_id), "YIHAO_LEG": str(r.leg_id)}
        way = {"context": "out", "extension": "s", "priority": 1} if r.recorded else {"app": APP, "appArgs": "leg"}
        await self._wire.ask(
            "POST", f"channels/{r.channel}", {"variables": variables}, endpoint=f"PJSIP/{quote(r.number)}@trunk",
            timeout=r.seconds, callerId=r.shown, formats="alaw", **way,
        )  # fmt: skip
        if r.recorded:
            await self._wire.ask("POST", f"applications/{APP}/subscription", eventSource=f"channel:{r.channel}")

    async def _spy(self, r: e.Spy) -> None:
        ready = self._ears[r.ear] = asyncio.get_running_loop().create_future()
        try:
            await self._wire.ask(
                "POST", f"channels/{r.on}/snoop/{r.ear}", spy="both", whisper="out" if r.whisper else "none", app=APP,
                appArgs="ear",
            )  # fmt: skip
            await asyncio.wait_for(ready, _EAR_SECONDS)
        except TimeoutError:
            raise e.Gone("no ear") from None
        finally:
            del self._ears[r.ear]
        await self._wire.ask("POST", f"bridges/{r.bridge}", type="mixing")
        await self._wire.ask("POST", f"bridges/{r.bridge}/addChannel", channel=f"{r.ear},{r.channel}")

    def _hear(self, event: Event) -> None:
        channel = event.get("channel", {})
        name = channel.get("id", "")
        match event["type"]:
            case "StasisStart":
                self._started(event["args"], channel)
            case "ChannelHangupRequest" if event.get("soft") and event.get("cause") in _SILENT:
                self._silent.add(name)
            case "StasisEnd":
                why = EndWhy.LOST if name in self._silent else EndWhy.HUNG_UP
                self._silent.discard(name)
                self._tell(e.LegEnded(name, clock.now(), why))
            case "ChannelDestroyed":
                self._tell(e.LegEnded(name, clock.now(), why_of(event.get("cause", 0))))
            case "ChannelDtmfReceived":
                self._tell(e.Key(name, event["digit"]))
            case "PlaybackFinished":
                self._tell(e.Played(event["playback"]["id"]))
            case "ApplicationReplaced":
                self._tell(e.Replaced())

    def _started(self, args: list[str], channel: dict[str, Any]) -> None:
        name, kind = channel["id"], args[0] if args else ""
        if kind == "inbound":
            self._tell(e.Arrived(name, args[1], channel["caller"]["number"], clock.now()))
        elif kind == "seat":
            self._tell(e.Dialled(name, channel["name"].removeprefix("PJSIP/").rpartition("-")[0], args[1]))
        elif kind == "ear" and name in self._ears:
            self._ears[name].set_result(None)
        elif kind == "leg":
            self._tell(e.LegUp(name, clock.now()))


_ENDPOINT = {
    "context": "seats",
    "disallow": "all",
    "allow": "alaw,ulaw",
    "direct_media": "no",
    "dtmf_mode": "rfc4733",
    "rtp_symmetric": "yes",
    "force_rport": "yes",
    "rewrite_contact": "yes",
    "allow_transfer": "no",
    "send_connected_line": "no",
    "allow_subscribe": "no",
    "device_state_busy_at": "1",
    # A browser that dies says nothing: its sound stops.
    "rtp_timeout": "15",
    "rtp_timeout_hold": "300",
}
_LOOPBACK = {"media_address": "127.0.0.1", "bind_rtp_to_media_address": "yes"}
_WEBRTC = {"webrtc": "yes", "dtls_auto_generate_cert": "yes"}


def made_here(channel: str) -> bool:
    """Whether a leg was asked for by a switchboard, by its name."""
    return channel.startswith(("leg-", "ear-", "out-"))


def why_of(cause: int) -> EndWhy:
    """How a leg ended, by its Q.850 cause."""
    return _CAUSES.get(cause, EndWhy.UNREACHABLE)


def spooled(event: Event) -> str | None:
    """An event that matters after an absence, as one line for the spool: a leg ended. Times are the engine's."""
    if event["type"] != "ChannelDestroyed":
        return None
    return json.dumps({"channel": event["channel"]["id"], "at": event["timestamp"], "cause": event.get("cause", 0)})
