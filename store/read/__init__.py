"""Reading heads and histories, with rights."""
