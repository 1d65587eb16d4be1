"""Reports: what they count, and how they are read."""
