"""话务: live calls: queue, seats, transfers, three-way talks, recordings. Python decides, the engine carries the sound."""
