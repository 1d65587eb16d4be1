"""Replay of authority from the sealed log: whether an act was possible, and whether its actor was allowed to do it."""
