"""What the register says to people: a sentence for each refusal, a label for each value, in both languages.

The texts are data of this package (`vi.toml`, `en.toml`). A sentence says what to do; which field it is about
stands beside it, in the refusal's path.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final, Literal, get_args

from domain.access import Purpose, Reading
from domain.case import (
    CaseState,
    Category,
    Channel,
    CheckMethod,
    CheckOutcome,
    ClosureReason,
    ExpressionConclusion,
    ExpressionKind,
    Informed,
    Medium,
)
from domain.refusals import Guard
from domain.roles import AgencyKind, Post, Role

Language = Literal["vi", "en"]

LABELLED: Final[tuple[type[StrEnum], ...]] = (
    AgencyKind,
    CaseState,
    Category,
    Channel,
    CheckMethod,
    CheckOutcome,
    ClosureReason,
    ExpressionConclusion,
    ExpressionKind,
    Guard,
    Informed,
    Medium,
    Post,
    Purpose,
    Reading,
    Role,
)
"""The vocabularies that have labels; the files hold one section for each."""


def _read(language: str) -> Mapping[str, Any]:
    return tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8"))


# Read when the package is imported: a process with a broken file does not start.
_TEXTS: Final[Mapping[str, Mapping[str, Any]]] = {each: _read(each) for each in get_args(Language)}


def message(code: str, params: Mapping[str, str | int], language: Language) -> str:
    """The sentence of a refusal. Raises KeyError for an unknown code and for a parameter that is missing."""
    sentence: str = _TEXTS[language]["refusals"][code]
    return sentence.format_map(params)


def label(value: StrEnum, language: Language) -> str:
    """The name of a value. Raises KeyError for a vocabulary without labels."""
    found: str = _TEXTS[language]["labels"][type(value).__name__][value.value]
    return found
