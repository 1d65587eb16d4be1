"""Form engine of all pages: makes fields from a command, keeps typed values, and shows errors beside their fields."""
