"""排班: shifts, duties, absences, swaps, and when a week is published."""
