"""Errors as clients see them, and the responses that contain them."""
