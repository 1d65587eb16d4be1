"""Form engine of all pages. It makes fields from a command, preserves typed values, and shows errors beside their
fields."""
