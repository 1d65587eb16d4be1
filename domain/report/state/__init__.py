"""States of reports and of their schedules. Records, no rules."""
