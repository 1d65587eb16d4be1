"""What activities, difficulties and directives are. No rules."""
