"""Rehearses a year of an installation in an afternoon: its real processes under a simulated clock."""
