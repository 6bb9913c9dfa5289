"""How long somebody counts as being there."""

from datetime import timedelta

LASTS = timedelta(seconds=11)
"""After the last beat. Desks beat every 5 s: one lost beat is not seen, and a window that died is gone for all within 16 s."""
FORGOTTEN = timedelta(hours=1)
"""When the row of a window that never said good-bye is removed, by the next beat of the same person."""
