"""The record: canonical bytes, revisions, sealed texts and their keys."""
