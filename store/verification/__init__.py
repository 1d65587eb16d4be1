"""Full verification. It compares the record with the log, and all data to which the record refers with both."""
