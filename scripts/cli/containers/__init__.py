"""What a container starts with, and how it is asked for its health."""
