"""What rules need to know, read in the snapshot they decide on."""
