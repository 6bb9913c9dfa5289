"""Jobs of the ground floor, by the clock: messages out, partitions ahead, what may be forgotten; and long work of people.

They run in the queue of jobs (procrastinate, in the same database): each by one worker at a time, tried again after a fault.
"""

from uuid import UUID

from django.db import connections
from procrastinate.contrib.django import app

from yihao.kernel import clock, idempotency, messages, partitions, rate
from yihao.kernel.work import actions as work
from yihao.kernel.work import queue, run
from yihao.kernel.work.queue import named


@app.periodic(cron="* * * * * */10")  # the sixth place is seconds
@app.task(queueing_lock="deliver_messages")
@named("发送短信和通知")
def deliver_messages(timestamp: int) -> None:
    """Every ten seconds: try the messages that are due."""
    messages.deliver_due()


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="keep_house", retry=3)
@named("整理：建下月分区，清过期记录")
def keep_house(timestamp: int) -> None:
    """Every hour: partitions for the months ahead; answers, counters and files that are over are forgotten."""
    partitions.ensure(clock.now())
    idempotency.purge()
    rate.purge()
    work.remove_due()
    run.sweep()
    queue.forget_old()


@app.periodic(cron="* * * * * */10")
@app.task(queueing_lock="take_up_lost")
@named("接续中断的后台任务")
def take_up_lost(timestamp: int) -> None:
    """Every ten seconds: long work whose worker is gone goes back into the queue."""
    queue.give_up_orphans(own=work.TASK)
    work.take_up_lost()


@app.task(name=work.TASK, queue=work.QUEUE)
@named("后台任务")
def work_on(job_id: str) -> None:
    """Do long work, in a queue of its own: what comes by the clock never waits for it."""
    try:
        run.work_on(UUID(job_id))
    finally:
        connections.close_all()
