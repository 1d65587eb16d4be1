"""Facts for rules, read in the snapshot on which they decide."""
