"""Callers and their rate limits: tokens, networks, counters."""
