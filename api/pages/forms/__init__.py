"""Form engine of all pages: fields from a command, typed values kept, errors beside their fields."""
