"""Checks of the eraser before it destroys a key, based on the sealed record alone."""
