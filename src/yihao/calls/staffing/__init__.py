"""Staffing: how many calls are expected, how many seats they need, and whether the rosters have them."""
