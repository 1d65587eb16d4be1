"""Which language a reader gets, and what the pages say in it."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Final

from starlette.requests import Request

from domain.kernel.calendar import VIETNAM, in_utc
from domain.messages import Language, label
from domain.publication.public import PublicResult

WORDS: Final[Mapping[str, Mapping[str, str]]] = tomllib.loads(
    files("api.press").joinpath("words.toml").read_text(encoding="utf-8")
)
HEADER_MOST: Final = 200
"""Characters of `Accept-Language` that are looked at."""


def language_of(request: Request) -> Language:
    """The reader's language: as the address says, else as the browser prefers, else Vietnamese."""
    named = request.query_params.get("lang")
    if named in ("vi", "en"):
        return "en" if named == "en" else "vi"
    return _preferred(request.headers.get("accept-language", "")[:HEADER_MOST])


def _preferred(header: str) -> Language:
    """The one of the two that stands higher (RFC 9110, 12.5.4); Vietnamese when neither does."""
    weights: dict[str, float] = {}
    for part in header.split(","):
        tag, _, parameters = part.strip().partition(";")
        weights.setdefault(tag.partition("-")[0].lower(), _weight(parameters))
    return "en" if weights.get("en", 0) > weights.get("vi", 0) else "vi"


def _weight(parameters: str) -> float:
    name, _, value = parameters.replace(" ", "").partition("=")
    try:
        return min(max(float(value), 0.0), 1.0) if name == "q" else 1.0
    except ValueError:
        return 0.0


def found_in(result: PublicResult, language: Language) -> str:
    """What was found, or how a complaint against it ended."""
    words, finding = WORDS[language], label(result.finding, language)
    if result.outcome is None:
        return f"{words['finding']}: {finding}"
    return f"{words['outcome']}: {label(result.outcome, language)}. {words['finding_before']}: {finding}"


def shown(moment: datetime) -> str:
    """A moment as it is shown: the clock in Vietnam."""
    return in_utc(moment).astimezone(VIETNAM).strftime("%H:%M, %d/%m/%Y")
