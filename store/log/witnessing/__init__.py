"""Witnesses: requests for cosignatures, and the cosignatures of a checkpoint."""
