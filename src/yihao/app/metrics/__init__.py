"""How the installation is: for Prometheus (`/metrics`), for people (`yihao status`), and when to wake somebody (`alarms`).

One endpoint, at every web process. It says what this process has served, and what is true of the whole installation:
the latter is read from the database at the moment of asking, so worker and switchboard need no port of their own, and
what stands still is seen by what it leaves undone (a lag grows), whichever process has died.
"""
