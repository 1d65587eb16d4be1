"""Rows of the registry, each valid on some days, on which rules rely."""
