"""Benchmarks of the API and the log, always against a reference in the same run."""
