"""Modes of an installation."""

from enum import StrEnum


class Mode(StrEnum):
    """Purpose of an installation; some operator's verbs work only outside production."""

    DEVELOPMENT = "development"
    MIGRATION = "migration"
    PRODUCTION = "production"
