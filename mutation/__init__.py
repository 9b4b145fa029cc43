"""Tests of the tests: small faults are put into a copy of the project, and the tests must notice them."""
