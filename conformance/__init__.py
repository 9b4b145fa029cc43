"""The test suites of the standards, asked of the commands; what is expected to fail is listed, with its reason."""
