"""Checks that a signed file is the document that was issued, and finds its signers."""
