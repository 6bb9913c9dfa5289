"""提醒: what a person is told of unasked. Readers of the ledger; nothing here decides over an order."""
