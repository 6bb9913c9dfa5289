"""The switchboard: one process for each engine. It hears what happens to calls, lets the rules decide, keeps the steps in the
database and then tells the engine what to do."""
