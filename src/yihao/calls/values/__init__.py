"""Values of 话务."""
