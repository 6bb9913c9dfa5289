"""What the catalogue says of a class: how fast it has to be; and the working calendar."""

from yihao.catalogue import queries as catalogue
from yihao.kernel.calendar import Calendar
from yihao.simulation.courses import Pace

_HOUR = 60.0


def calendar(region: str) -> Calendar:
    """The working calendar in force."""
    return catalogue.calendar(region, catalogue.versions(region))


def paced(region: str, class_code: str, appeal_type: str) -> tuple[str, Pace]:
    """A class with the pace of its limit."""
    versions = catalogue.versions(region)
    row = catalogue.limit_for(region, versions, class_code=class_code, appeal_type=appeal_type, urgency="normal")
    span = calendar(region).span(row.handle)
    return class_code, Pace(not span.working, span.minutes / (calendar(region).day_minutes if span.working else _HOUR))
