"""What every request passes before a route: size, correlation, origin, compression, traces."""
