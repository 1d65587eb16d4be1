"""The words of the public pages, in both languages: `vi.toml` and `en.toml` beside this file."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final, get_args

from starlette.requests import Request

from domain.messages import Language

TEXTS: Final[Mapping[Language, Mapping[str, Any]]] = {
    each: tomllib.loads(files(__name__.rpartition(".")[0]).joinpath(f"{each}.toml").read_text(encoding="utf-8"))
    for each in get_args(Language)
}


def language_of(request: Request, typed: str | None = None) -> Language:
    """The language asked for in the form or the address, else the browser's first, else Vietnamese."""
    asked = typed or request.query_params.get("lang")
    if asked in ("vi", "en"):
        return "en" if asked == "en" else "vi"
    first = request.headers.get("accept-language", "").strip().lower()
    return "en" if first.startswith("en") else "vi"
