"""Reads of 号码归并."""

from yihao.hotlines.models import Hotline
from yihao.kernel.snapshot import snapshot


@snapshot
def names() -> dict[tuple[str, str], str]:
    """Names of the numbers, by region and number."""
    return {(h.region, h.number): h.name for h in Hotline.objects.all()}


def called_name(region: str, number: str) -> str:
    """What a dialled number is called, or empty."""
    return names().get((region, number), "")
