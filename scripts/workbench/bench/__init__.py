"""Benchmarks of the API and the log, always beside a reference in the same run."""
