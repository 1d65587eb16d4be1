"""Continuing a log after a restore, or under a new key."""
