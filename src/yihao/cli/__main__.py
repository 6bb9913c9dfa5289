"""`python -m yihao.cli` is the command `yihao`."""

from yihao.cli.main import main

main()
