"""模拟: a believable city, its past written through the same actions; for trying, demonstrations and benches."""
