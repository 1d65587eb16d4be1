"""Shared parts of every process: settings, logs, traces, private files."""
