"""The sealer: from pending revisions to a signed checkpoint, with its own memory in a separate folder."""
