"""Foundations of every package of rules: events, fields, refusals, roles, policy, calendar, text."""
