"""Time stamps of checkpoints (RFC 3161), and their archive."""
