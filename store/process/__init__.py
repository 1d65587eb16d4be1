"""Common to every process: settings, logs, traces, files that are closed to others."""
