"""Keys of a process: the master key, the key that signs its acts, and the key that signs promises."""
