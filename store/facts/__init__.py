"""Facts for rules, read in the snapshot in which the rules decide."""
