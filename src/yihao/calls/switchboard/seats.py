"""The seats' telephones: made in the engine when a person signs on, forgotten when the person signs off."""

from dataclasses import dataclass
from typing import Protocol

from yihao.calls.asterisk.ami import Manager
from yihao.calls.switchboard.store import Store
from yihao.kernel.crypto import unseal

SEAT = "seat-"
"""What every seat's telephone is called first."""


class Telephones(Protocol):
    """Where seats' telephones are kept: the engine."""

    async def make_seat(self, endpoint: str, password: str, *, webrtc: bool) -> None:
        """Let a telephone register under this name and password."""

    async def endpoints(self) -> set[str]:
        """The telephones that it knows."""

    async def drop_seat(self, endpoint: str) -> None:
        """Let it register no more."""


@dataclass
class Provision:
    """Keeps the engine's telephones as the table of seats says."""

    store: Store
    engine: Telephones
    manager: Manager | None
    """Where the fallback queue is kept; None where its engine is run elsewhere without one."""

    async def refresh(self) -> bool:
        """Make the telephones that are wanted, drop those that are not; whether anything changed."""
        wanted = await self.store.rows(
            "SELECT id, endpoint, secret, device FROM seat WHERE signed_off IS NULL AND NOT made ORDER BY signed_on"
        )
        for seat in wanted:
            password = unseal(seat["secret"], "seat.secret", seat["id"])
            await self.engine.make_seat(seat["endpoint"], password, webrtc=seat["device"] == "browser")
            await self.store.execute("UPDATE seat SET made = true WHERE id = %s", (seat["id"],))
        gone = await self.store.rows(
            "SELECT id, endpoint FROM seat WHERE signed_off IS NOT NULL AND made ORDER BY signed_on"
        )
        for seat in gone:
            await self.engine.drop_seat(seat["endpoint"])
            await self.store.execute("UPDATE seat SET made = false WHERE id = %s", (seat["id"],))
        if wanted or gone:
            await self.fall_back()
        return bool(wanted or gone)

    async def fall_back(self) -> None:
        """Let the fallback queue ring the seats that are signed on, should this switchboard be away."""
        if self.manager is not None:
            seats = await self.store.rows("SELECT endpoint FROM seat WHERE signed_off IS NULL AND made")
            await self.manager.members({s["endpoint"] for s in seats})

    async def check(self) -> None:
        """Make again what the engine does not know any more: it was started on an empty folder, or is another one."""
        known = await self.engine.endpoints()
        made = await self.store.rows("SELECT id, endpoint FROM seat WHERE signed_off IS NULL AND made")
        lost = [seat["id"] for seat in made if seat["endpoint"] not in known]
        if lost:
            await self.store.execute("UPDATE seat SET made = false WHERE id = ANY(%s)", (lost,))
        wanted = {seat["endpoint"] for seat in await self.store.rows("SELECT endpoint FROM seat WHERE signed_off IS NULL")}
        for endpoint in sorted(e for e in known - wanted if e.startswith(SEAT)):
            await self.engine.drop_seat(endpoint)  # of an earlier time: its password must be worth nothing
        await self.refresh()
        await self.fall_back()
