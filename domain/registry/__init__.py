"""Dated rows that rules rely on."""
