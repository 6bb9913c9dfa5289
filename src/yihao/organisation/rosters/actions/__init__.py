"""Writes of 排班. Each is check → do → emit in one transaction."""
