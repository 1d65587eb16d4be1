"""Replay of authority from the sealed log. It checks whether an act was possible, and whether its actor was allowed to
do it."""
