"""Laying an installation out and bringing it up to date: roles, indexes, heads of an older shape, the master key."""
