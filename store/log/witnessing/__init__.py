"""Witnesses: asking for cosignatures, and what a checkpoint has of them."""
