"""Keys that a process holds: the master key, the key it signs its acts with, and that of promises."""
