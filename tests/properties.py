"""Property tests try the same examples in every run, and no clock judges them."""

from hypothesis import settings

settings.register_profile("specification", derandomize=True, max_examples=60, deadline=None, database=None)
settings.load_profile("specification")
