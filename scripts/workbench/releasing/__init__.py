"""A release: what must hold before one, and the files that it consists of. `scripts/release OUT` runs it."""
