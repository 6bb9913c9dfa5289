"""Pure rules of 号码归并: what a number does, and what may become of it."""
