"""Whether a signed file is the document that was issued, and who signed it."""
