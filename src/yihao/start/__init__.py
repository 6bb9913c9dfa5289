"""工作台: what waits for a person, what is late next, what changed. Reads of the rooms below; nothing of its own."""
