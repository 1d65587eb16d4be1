"""What the press asked, and who speaks for an agency."""
