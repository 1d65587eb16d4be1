"""What every process has, whatever it does: settings, logs, traces, files that are closed to others."""
