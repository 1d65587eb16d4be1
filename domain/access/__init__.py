"""Access log: records of readings and of refusals."""
