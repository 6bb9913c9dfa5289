"""Reads of 话务."""
