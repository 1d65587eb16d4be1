"""Keys of a process: the master key, the key that signs its writes, and the key that signs promises."""
