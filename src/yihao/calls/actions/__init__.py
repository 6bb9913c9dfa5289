"""Writes of 话务."""
