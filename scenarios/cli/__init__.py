"""The command line `tuiyan`. Nothing here loads numba, mesa or pandas before a command simulates."""

from scenarios.cli.entry import main

__all__ = ["main"]
