"""Access records."""
