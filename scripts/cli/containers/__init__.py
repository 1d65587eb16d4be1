"""Start and health check of containers."""
