"""Agencies' reports, consolidated reports, statistics, and the masking of small counts."""
