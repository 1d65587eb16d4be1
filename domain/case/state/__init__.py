"""What a case is: its words and its records. No rules."""
