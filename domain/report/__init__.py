"""Agencies' and consolidated reports, statistics, disclosure control."""
