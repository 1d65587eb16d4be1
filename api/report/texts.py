"""The words of the public pages, in both languages: `vi.toml` and `en.toml` beside this file."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final, get_args

from starlette.requests import Request

from api.press.words import language_of as page_language
from domain.messages import Language

TEXTS: Final[Mapping[Language, Mapping[str, Any]]] = {
    each: tomllib.loads(files(__name__.rpartition(".")[0]).joinpath(f"{each}.toml").read_text(encoding="utf-8"))
    for each in get_args(Language)
}


def language_of(request: Request, typed: str | None = None) -> Language:
    """The language asked for in the form, else as pages of notices choose it."""
    if typed in ("vi", "en"):
        return "en" if typed == "en" else "vi"
    return page_language(request)
