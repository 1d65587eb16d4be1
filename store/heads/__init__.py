"""Heads: one document for each stream for reading, and its visibility."""
