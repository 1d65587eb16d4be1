"""The command handler and what it writes."""
