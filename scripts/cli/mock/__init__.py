"""A register that is not there: the schema answered with made-up data, for client teams that start before it is."""
