"""Middleware of every request: size, correlation, origin, compression, traces."""
