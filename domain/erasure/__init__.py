"""Requests about personal data, and the erasing of sealed texts."""
