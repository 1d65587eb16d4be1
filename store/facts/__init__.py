"""Facts for rules, read in the snapshot that they decide on."""
