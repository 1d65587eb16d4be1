"""Heads: one document a stream for reading, and who may see it."""
