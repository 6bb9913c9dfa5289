"""Test telephones: real SIP user agents with sound, for `yihao call`, tests and benches. No Django."""
