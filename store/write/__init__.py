"""The command handler and its writes."""
