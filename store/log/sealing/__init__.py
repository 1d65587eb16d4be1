"""The sealer: it puts pending revisions under a signed checkpoint, with its own memory in a separate folder."""
