"""Work that is due: rows of the outbox, deliveries, and signs of life of those who do it."""
