"""States of reports and of their schedules. These modules contain records, no rules."""
