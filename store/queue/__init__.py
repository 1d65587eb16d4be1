"""Due work: rows of the outbox, deliveries, and heartbeats of the processes that do the work."""
