"""Check that a signed file is the document that was issued, and find its signers."""
