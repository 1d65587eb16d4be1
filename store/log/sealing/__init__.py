"""The sealer. It adds pending revisions to the log under a signed checkpoint, and stores its own state in a separate
folder."""
