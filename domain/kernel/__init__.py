"""Foundations of every room: events, fields, refusals, roles, policy, calendar, text."""
