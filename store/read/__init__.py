"""Reads of heads and histories within the caller's rights."""
