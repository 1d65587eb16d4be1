"""Generators of files in the repository, each from its source."""
