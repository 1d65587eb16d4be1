"""What every room stands on: events, fields, refusals, roles, policy, calendar, text."""
