"""Complaints against decisions: filing, terms, examination at two levels."""
