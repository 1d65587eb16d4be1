"""What every room builds on: events, fields, refusals, roles, policy, calendar, text."""
