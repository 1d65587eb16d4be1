"""What an installation is for."""

from enum import StrEnum


class Mode(StrEnum):
    """What an installation is for; some operator's verbs work only outside production."""

    DEVELOPMENT = "development"
    MIGRATION = "migration"
    PRODUCTION = "production"
