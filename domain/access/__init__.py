"""Who read what, and who was refused."""
