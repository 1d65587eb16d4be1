"""Transparency logs in their published formats (RFC 6962, C2SP): proofs, notes and their keys. This package needs no
database."""
