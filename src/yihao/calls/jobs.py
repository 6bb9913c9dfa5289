"""Jobs of 话务, by the clock: seats that nobody signed off, recordings whose time is over, commands long answered."""

from datetime import timedelta

from procrastinate.contrib.django import app

from yihao.calls.actions import recordings, seats
from yihao.kernel import clock, sql
from yihao.kernel.work.queue import named

_KEEP_COMMANDS = timedelta(days=180)
"""Who asked for what is kept as long as the law asks of logs (网络安全法 21: six months)."""


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="sign_off_forgotten_seats")
@named("座席：签退被遗忘的座席")
def sign_off_forgotten_seats(timestamp: int) -> None:
    """Every five minutes: sign off the seats that are forgotten."""
    seats.sign_off_forgotten()


@app.periodic(cron="41 3 * * *")
@app.task(queueing_lock="forget_old_calls", retry=3)
@named("话务：删到期录音和旧指令")
def forget_old_calls(timestamp: int) -> None:
    """Every night: recordings whose time is over, commands of long ago."""
    while recordings.remove_due():
        pass
    sql.execute("DELETE FROM call_command WHERE asked_at < %s", (clock.now() - _KEEP_COMMANDS,))
