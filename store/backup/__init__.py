"""Backups: two encrypted archives of one moment, and putting them back."""
