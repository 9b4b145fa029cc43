"""The command line: a thin skin over the public functions."""

from mediagraph.cli.main import main

__all__ = ["main"]
