"""Fuzzing: every reader of what others wrote is fed with spoilt input, and may answer with an error of its own only."""
