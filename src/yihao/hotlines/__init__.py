"""号码归并: every number that is merged into the line. Here its register; what a dialled number does comes later."""
