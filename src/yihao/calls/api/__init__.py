"""HTTP of 话务."""
