"""States of activities, difficulties and directives. No rules."""
