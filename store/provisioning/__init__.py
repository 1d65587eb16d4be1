"""Setting up and upgrading an installation: roles, indexes, heads of an older shape, the master key."""
