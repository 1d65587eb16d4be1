"""One form engine for all pages: fields from a command, what was typed kept, errors beside their fields."""
