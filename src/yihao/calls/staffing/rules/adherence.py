"""遵从度: planned duty beside being signed on (领域档案 4.1)."""

from collections.abc import Sequence

from yihao.calls.staffing.values import Adherence
from yihao.organisation.rosters.values import Stretch


def adherence(planned: Sequence[tuple[Stretch, ...]], present: Sequence[Stretch]) -> Adherence:
    """How duties were kept. `planned` is one tuple of stretches (breaks taken out) for each duty, `present` the
    intervals of being signed on, in any order; overlaps count once.

    Late is the time from a duty's start to the first sign-on within it, early the time from the last sign-off to its
    end; a duty that nobody came to is late as a whole.
    """
    total = kept = late = early = 0
    for parts in planned:
        whole = Stretch(parts[0].start, parts[-1].end)
        for part in parts:
            total += part.minutes
            kept += part.minutes - sum(p.minutes for p in part.without(present))
        inside = sorted(p for p in present if p.meets(whole))
        if not inside:
            late += whole.minutes
            continue
        late += Stretch(whole.start, max(whole.start, inside[0].start)).minutes
        last = max(p.end for p in inside)
        early += Stretch(min(whole.end, last), whole.end).minutes
    return Adherence(total, kept, late, early)
