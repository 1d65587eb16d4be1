"""States of reports and of their schedules, as their events leave them. Records, no rules."""
