"""在看的人: who has an order, or an appeal at intake, open now, and who is about to do something with it."""
