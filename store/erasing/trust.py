"""The keys by which the eraser knows what was sealed, and by whom it was written."""

from dataclasses import dataclass
from typing import Self

from store.keys.authors import Authors, parse_authors
from store.process.settings import Settings, SettingsRefused, variable
from store.tlog.faults import LogFault
from store.tlog.note import Verifier


@dataclass(frozen=True)
class Trust:
    log_key: Verifier
    authors: Authors

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        for name in ("log_key_file", "authors_file"):
            if getattr(settings, name) is None:
                if settings.development:
                    return None
                raise SettingsRefused(variable(name), "is not set: without it no order to destroy keys can be checked")
        assert settings.log_key_file is not None
        assert settings.authors_file is not None
        name = "log_key_file"
        try:
            key = Verifier.from_vkey(settings.log_key_file.read_text().strip())
            name = "authors_file"
            authors = parse_authors(settings.authors_file.read_bytes(), settings.log_origin)
        except (LogFault, OSError, ValueError) as error:
            raise SettingsRefused(variable(name), str(error)) from error
        return cls(key, authors)
