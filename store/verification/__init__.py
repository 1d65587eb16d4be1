"""Full verification: the record against the log, and all data to which the record refers against both."""
