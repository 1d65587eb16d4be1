"""Checks of the eraser before it destroys a key: read from the sealed record alone."""
