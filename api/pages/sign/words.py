"""Words for signed commands, as a script of the page. The page shows a command from the signed bytes alone.

The script depends on the code only, so every installation of a release serves the same file.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.pages.sign.seen import NOTHING, lines_of
from api.web.headers import NO_STORE, SELF, Representation, cached, page_headers, respond
from api.web.templates import SCRIPT
from domain.administration.signing import signable
from domain.book import BY_NAME
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post
from domain.messages import Language, action_label, label
from domain.narrative.forms import FormField, form_of, sentence_of

FRESH: Final = 0
"""Seconds for which a browser caches a script without revalidation. A script of an earlier release would lack words for
new acts."""


def scripted(origin: str = "") -> dict[str, str]:
    """Return the headers of a page with our scripts. The page's form may lead to one outside origin."""
    targets = f"{SELF} {origin}" if origin else SELF
    return {**page_headers(style_src=SELF, script_src=SELF, form_action=targets, referrer="same-origin"), **NO_STORE}


@cache
def words_in(language: Language) -> Mapping[str, Any]:
    """Return the labels of the actions that can be signed, of their fields, and of the fields' values."""
    vocabularies: dict[str, type[StrEnum]] = {"Post": Post, "Scope": Scope}
    actions = {}
    for name in sorted(signable()):
        action = BY_NAME[name]
        fields = form_of(action.command)
        vocabularies |= {words.__name__: words for _, _, words in lines_of(name) if words}
        vocabularies |= {field.vocabulary.__name__: field.vocabulary for field in fields if field.vocabulary}
        actions[name] = {
            "label": action_label(name, language),
            "sentence": sentence_of(action, language),
            "fields": {field.field.name: _said(field, language) for field in fields},
            "seen": [_seen(path, names[language], words, language) for path, names, words in lines_of(name)],
        }
    values = {name: {value.value: label(value, language) for value in kind} for name, kind in vocabularies.items()}
    return {"language": language, "actions": actions, "values": values}


def _seen(path: str, name: str, words: type[StrEnum] | None, language: Language) -> dict[str, str]:
    """Return a member of the shown state: its path, its label, and the enum of its values."""
    kind = words.__name__ if words else "Action" if path.endswith(".actions") else None
    said = {"path": path, "label": name, "words": kind, "none": NOTHING.get(path, {}).get(language)}
    return {name: text for name, text in said.items() if text}


def _said(field: FormField, language: Language) -> dict[str, str]:
    named = {"words": field.vocabulary.__name__} if field.vocabulary else {}
    return {"label": field.label(language), **named}


def script(language: Language) -> str:
    text = json.dumps(words_in(language), ensure_ascii=False, indent=1)
    return f'"use strict";\n\nconst WORDS = {text};\n'


@cache
def _shown(language: Language) -> Representation:
    return Representation.of(script(language).encode(), SCRIPT)


def words_route(language: Language) -> Route:
    """Return the route of a language's script. The script is made in a thread when it is first requested, because that
    takes a while."""

    def answer(request: Request) -> Response:
        return respond(request, _shown(language), {**page_headers(), **cached(FRESH)})

    return Route(f"/sign/words-{language}.js", answer)
