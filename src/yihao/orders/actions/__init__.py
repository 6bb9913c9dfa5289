"""Writes of 诉求与工单. Each is check → do → emit in one transaction."""
