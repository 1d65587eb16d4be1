"""Verifiers of record packs, for everybody: a page that works without this server once it is open, and its files."""
