"""Uploaded evidence and compiled documents."""
