"""话务参数 in force."""

from yihao.calls.models import Parameters
from yihao.calls.values.policy import CallPolicy
from yihao.kernel.snapshot import snapshot


@snapshot("call_parameters")
def _all() -> dict[str, CallPolicy]:
    return {p.region: CallPolicy(**p.body) for p in Parameters.objects.all()}


def parameters(region: str) -> CallPolicy:
    """The numbers of a region's telephone service."""
    return _all().get(region) or CallPolicy()
