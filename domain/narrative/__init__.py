"""Histories in words: what an event changed, for pages and for documents."""
