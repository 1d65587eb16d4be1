"""Reports: the counts for them, and reads of reports."""
