"""`python -m lighting`: the same as the program `lighting`."""

from lighting.cli import main

main()
