"""Verifiers of record packs, for anybody: a page that works without this server once it is open, and the files."""
