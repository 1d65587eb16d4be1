"""Backups: two encrypted archives of the same snapshot, and their restore."""
