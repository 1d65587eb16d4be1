"""Notices to the press."""
