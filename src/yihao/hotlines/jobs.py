"""The ticker of 号码归并: periods that have begun are noted, each once, by whichever worker comes first."""

import logging
from uuid import UUID

from yihao.hotlines import actions
from yihao.hotlines.models import HotlinePeriod
from yihao.kernel import clock
from yihao.kernel.problems import Problem
from yihao.organisation import queries as organisation

_log = logging.getLogger(__name__)


def flip_due() -> int:
    """Note every period whose first day has come in its region, oldest first; how many were noted here. One that
    can't be noted is logged and does not stop the others; it is tried again at the next tick."""
    done = 0
    for code in organisation.regions():
        today = clock.now().astimezone(organisation.zone_of(code)).date()
        due = HotlinePeriod.objects.filter(hotline__region=code, flipped_at=None, valid_from__lte=today)
        for period_id in due.order_by("valid_from", "hotline__number").values_list("id", flat=True):
            done += _flip_safely(period_id)
    return done


def _flip_safely(period_id: UUID) -> bool:
    try:
        return actions.flip(period_id=period_id)
    except (LookupError, ValueError, Problem) as fault:
        _log.error("period could not be noted", extra={"period": str(period_id), "fault": type(fault).__name__})
        return False
