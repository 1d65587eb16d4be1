"""Sources of reports."""
