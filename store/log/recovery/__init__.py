"""Going on with a log after a restore, or under a new key."""
