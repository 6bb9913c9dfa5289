"""The ticker of 号码归并: periods that have begun are noted, each once, by whichever worker comes first."""

from yihao.hotlines import actions
from yihao.hotlines.models import HotlinePeriod
from yihao.kernel import clock
from yihao.organisation import queries as organisation


def flip_due() -> int:
    """Note every period whose first day has come in its region, oldest first; how many were noted here."""
    done = 0
    for code in organisation.regions():
        today = clock.now().astimezone(organisation.zone_of(code)).date()
        due = HotlinePeriod.objects.filter(hotline__region=code, flipped_at=None, valid_from__lte=today)
        for period_id in due.order_by("valid_from", "hotline__number").values_list("id", flat=True):
            done += actions.flip(period_id=period_id)
    return done
