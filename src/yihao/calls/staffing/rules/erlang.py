"""How many seats a queue needs: Erlang C (M/M/N, nobody hangs up while waiting), so it errs on the safe side."""

import math


def waiting_probability(seats: int, load: float) -> float:
    """The probability that a call has to wait; `load` in erlangs (calls × handling time ÷ time)."""
    if load <= 0:
        return 0.0
    if seats <= load:
        return 1.0
    inverse_blocking = 1.0
    for k in range(1, seats + 1):
        inverse_blocking = 1.0 + inverse_blocking * k / load
    blocking = 1.0 / inverse_blocking
    use = load / seats
    return blocking / (1.0 - use * (1.0 - blocking))


def answered_within(seats: int, load: float, handle_seconds: float, seconds: float) -> float:
    """Which part of the calls is answered within `seconds`."""
    if seats <= load:
        return 0.0
    return 1.0 - waiting_probability(seats, load) * math.exp(-(seats - load) * seconds / handle_seconds)


def seats_needed(calls: float, minutes: int, *, handle_seconds: float, answered: float, seconds: float) -> int:
    """The least number of seats with which the target holds for `calls` expected in `minutes`; 0 for no calls.

    GB/T 33358: within 15 seconds; the target's part is the region's to set.
    """
    if calls <= 0:
        return 0
    load = calls * handle_seconds / (minutes * 60)
    seats = math.floor(load) + 1
    while answered_within(seats, load, handle_seconds, seconds) < answered:
        seats += 1
    return seats
