"""Jobs of the ground floor, by the clock: messages out, partitions ahead, what may be forgotten.

They run in the queue of jobs (procrastinate, in the same database): each by one worker at a time, tried again after a fault.
"""

from procrastinate.contrib.django import app

from yihao.kernel import clock, idempotency, messages, partitions, rate


@app.periodic(cron="* * * * * */10")  # the sixth place is seconds
@app.task(queueing_lock="deliver_messages")
def deliver_messages(timestamp: int) -> None:
    """Every ten seconds: try the messages that are due."""
    messages.deliver_due()


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="keep_house", retry=3)
def keep_house(timestamp: int) -> None:
    """Every hour: partitions for the months ahead; answers and counters that are over are forgotten."""
    partitions.ensure(clock.now())
    idempotency.purge()
    rate.purge()
