"""The namespace of the commands that carry errands out."""

from uuid import UUID

ERRANDS = UUID("6f0d2c52-6a2e-5d6b-9f2e-0b1f7c1d4a10")
"""Command ids derive from errands under it, so that an errand done twice is written once; never to be changed."""
