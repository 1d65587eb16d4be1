"""Search in the list of notices: conditions in the address, and words in a notice's present text."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from domain.case.state.measures import Finding
from domain.kernel.calendar import start_of
from domain.publication.public import PublicView
from store.driver.conditions import FIRST_MOST, cursor_of
from store.heads.reader import Wanted
from store.read.publications import Publications

SEARCHED_MOST: Final = 2 * FIRST_MOST
"""Largest number of notices that are searched for words. They are the newest notices that meet the other conditions."""
WORDS_MOST: Final = 100
"""Largest number of characters of the words to search for."""
YEAR: Final = re.compile(r"20[0-9]{2}")
FILTERS: Final = ("words", "agency", "finding", "year")
"""Parameters of the list's address, except `after` and `lang`."""


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Conditions as a reader typed them. An empty condition is ignored."""

    words: str = ""
    agency: str = ""
    finding: str = ""
    year: str = ""

    @classmethod
    def of(cls, query: Any) -> "Sought | None":
        """Return the conditions in an address; None for an invalid value."""
        given = {name: query.get(name, "").strip() for name in FILTERS}
        if (given["year"] and not YEAR.fullmatch(given["year"])) or given["finding"] not in {"", *Finding}:
            return None
        return cls(**{**given, "words": given["words"][:WORDS_MOST]})

    @property
    def asked(self) -> dict[str, str]:
        return {name: value for name, value in vars(self).items() if value}

    @property
    def wanted(self) -> Wanted:
        year = int(self.year) if self.year else None
        since, before = (start_of(date(of, 1, 1)) for of in (year, year + 1)) if year else (None, None)
        given = {"agency": self.agency or None, "finding": self.finding or None}
        return Wanted(given={**given, "issued_since": since, "issued_before": before})

    def holds(self, notice: PublicView) -> bool:
        """Return whether the notice's present text contains all of the words. Retracted or erased text contains
        none."""
        said = notice.current
        text = plain(" ".join(filter(None, (said.title, said.claim, said.text)))) if said else ""
        return all(word in text for word in plain(self.words).split())


EVERYTHING: Final = Sought()


def plain(text: str) -> str:
    """Return a text in lower case without diacritics. Some keyboards of readers have no diacritics."""
    apart = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


async def newest(notices: Publications, wanted: Wanted) -> list[dict[str, Any]]:
    """Return the heads of the newest notices that meet the conditions, at most SEARCHED_MOST."""
    found, after = list[dict[str, Any]](), None
    while len(found) < SEARCHED_MOST:
        page = await notices.public_page(FIRST_MOST, after, wanted=wanted)
        found += page.rows
        if not page.more or not page.rows:
            break
        after = cursor_of(page.rows[-1]["issued_at"], page.rows[-1]["_id"])
    return found
