"""Benchmarks: what mediagraph does, side by side with its peers, in one run; `python -m benchmarks.bench`."""
