"""Asterisk: fetched, configured, run and driven. No word of its own leaves this package. Standard library only, but for the wire."""
