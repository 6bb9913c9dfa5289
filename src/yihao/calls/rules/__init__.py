"""Rules of 话务: pure decisions, no I/O, no clock."""
