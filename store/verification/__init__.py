"""Full verification: the record against the log, and everything that the record names against both."""
