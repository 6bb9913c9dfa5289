"""This process is to end. Whoever works through a backlog looks here between two pieces of it: each piece is whole and
what is left waits for the next process, so an end that is asked for never waits for a day's arrears."""

import threading

leaving = threading.Event()
