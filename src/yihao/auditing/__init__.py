"""审计: the ledger and the access log read by auditors, who change nothing and see no citizen's data; and its verification."""
