"""Audit of the log by itself, and the findings and memory of a verification."""
