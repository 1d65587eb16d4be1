"""Verifiers of record packs, for everybody: a page and its files. Once the page is open, it works without this
server."""
