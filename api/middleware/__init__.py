"""Middleware of every request: size limits, correlation id, origin, compression, traces."""
