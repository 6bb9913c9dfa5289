"""What auditors read: the ledger, the access log, the checks. Never a citizen's data: none of the three holds any."""
