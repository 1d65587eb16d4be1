"""Requests of people about their personal data, and erasure of sealed texts."""
