"""回访: follow-ups and ratings on one attempt engine."""
