"""Measurements of the API and the log, always beside something else in the same run."""
