"""`python -m qual`."""

from qual.cli.app import main

main()
