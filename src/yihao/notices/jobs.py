"""Jobs of 提醒, by the clock."""

from procrastinate.contrib.django import app

from yihao.kernel.work.queue import named
from yihao.notices.actions import forget_old


@app.periodic(cron="43 3 * * *")
@app.task(queueing_lock="forget_notices", retry=3)
@named("提醒：删到期的提醒")
def forget_notices(timestamp: int) -> None:
    """Every night: notices that are kept no longer are removed."""
    forget_old()
