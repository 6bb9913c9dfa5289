"""What templates outside the portal need of it."""
