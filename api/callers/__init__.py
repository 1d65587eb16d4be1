"""Callers and their rates: tokens, networks, counters and limits of rate."""
