"""Authority, replayed: whether an act could be, and whether its actor might do it, by what the log has sealed."""
