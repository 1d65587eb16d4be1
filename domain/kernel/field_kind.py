"""Kinds of fields of a command, by how a person fills them in."""

from enum import StrEnum


class FieldKind(StrEnum):
    """How a person fills in a field."""

    TEXT = "TEXT"
    LONG_TEXT = "LONG_TEXT"
    ADDRESS = "ADDRESS"
    CHOICE = "CHOICE"
    YES_NO = "YES_NO"
    NUMBER = "NUMBER"
    DATE = "DATE"
    INSTANT = "INSTANT"
    FILE = "FILE"
    REFERENCE = "REFERENCE"
    MADE = "MADE"
    """A digest of what a program draws and shows once: nobody types it."""
