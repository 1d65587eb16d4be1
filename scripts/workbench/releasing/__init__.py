"""A release: its preconditions and its files. `scripts/release OUT` runs it."""
