"""State of a case: its words and its records. No rules."""
