"""漏话回拨: every missed call of a known number becomes a task of calling back, and so does every message left."""
