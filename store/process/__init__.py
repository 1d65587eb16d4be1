"""Code shared by all processes: settings, logs, traces, private files."""
