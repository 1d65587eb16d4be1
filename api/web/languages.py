"""Language of a reader, and the texts of a package's pages in this language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, get_args

from starlette.requests import Request

from domain.messages import Language

HEADER_MOST: Final = 200
"""Most characters of `Accept-Language` that are read."""


@cache
def texts_of(package: str) -> Mapping[Language, Mapping[str, Any]]:
    """Return the texts of a package from `vi.toml` and `en.toml`, which have the same keys."""
    return {
        language: tomllib.loads(files(package).joinpath(f"{language}.toml").read_text(encoding="utf-8"))
        for language in get_args(Language)
    }


def other_language(language: Language) -> Language:
    """Return the other language that a page offers."""
    return "vi" if language == "en" else "en"


def language_of(request: Request, typed: str | None = None) -> Language:
    """Return the reader's language from a form or the address. Otherwise use the browser's preference, and Vietnamese
    as the default."""
    for named in (typed, request.query_params.get("lang")):
        if named in ("vi", "en"):
            return "en" if named == "en" else "vi"
    return _preferred(request.headers.get("accept-language", "")[:HEADER_MOST])


def _preferred(header: str) -> Language:
    """Return the language with the higher weight (RFC 9110 section 12.5.4); Vietnamese if neither is preferred."""
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
