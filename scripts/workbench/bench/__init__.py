"""Benchmarks of the API and the log. Each run also measures a reference for comparison."""
