"""Recording of accesses, and reads of their records."""
