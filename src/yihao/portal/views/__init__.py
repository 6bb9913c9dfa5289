"""Public pages: HTTP to queries and actions, nothing decided here."""
