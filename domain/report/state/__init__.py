"""What reports and what asks for them are, as their events leave them. Records, no rules."""
