"""What the eraser knows before it destroys a key: read from the sealed record alone."""
