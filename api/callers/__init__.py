"""Callers of the API: their tokens, networks, counters and rate limits."""
