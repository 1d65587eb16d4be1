"""Catalogue of all codes in answers of the register with their meaning; and the scope of a case or a document.

Codes are spelled in capitals, as clients meet them: the answers of the API itself, and refusals (`VERSION_CONFLICT`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.case.state.case import Category
from domain.kernel.refusals import Retry, constant
from domain.messages import Language, label, sentences

RETRIES: Final[Mapping[str, Retry]] = {
    "unsettled": Retry.SAME,
    "INTERNAL": Retry.SAME,
    "TIMEOUT": Retry.SAME,
    "BODY_TOO_SLOW": Retry.SAME,
    "OUTDATED": Retry.SAME,
    "version-conflict": Retry.RELOAD,
    "transition-not-allowed": Retry.RELOAD,
    "daily-limit": Retry.LATER,
    "TOO_MANY_REQUESTS": Retry.LATER,
}
"""Codes for which a retry can help; all others are NO."""


@dataclass(frozen=True, kw_only=True)
class Meaning:
    code: str
    vi: str
    en: str
    retry: Retry


def catalogue() -> Iterator[Meaning]:
    """Yield every code: the API's own first, then the refusals in the order of the files."""
    shown = set[str]()
    for section in ("codes", "refusals"):
        vi, en = sentences(section, "vi"), sentences(section, "en")
        for code in vi:
            if constant(code) not in shown:  # the API words two of its own codes as refusals once more
                shown.add(constant(code))
                yield Meaning(code=constant(code), vi=vi[code], en=en[code], retry=RETRIES.get(code, Retry.NO))


def scope_of_case(
    regulation: str, areas: Sequence[str], category: Category | None, language: Language, most: int | None = None
) -> str:
    """Return the line that states the scope of a case: its Regulation, areas (or the whole province) and field.

    It names at most `most` areas and counts the others, because a document has two lines for it.
    """
    texts = sentences("scope", language)
    if most and len(areas) > most:
        areas = (*areas[:most], texts["others"].format(number=len(areas) - most))
    field = label(category, language) if category else texts["unknown"]
    where = ", ".join(areas) or texts["province"]
    return texts["statement"].format(regulation=regulation, areas=where, category=field)


def scope_of_paper(regulation: str, language: Language) -> str:
    """Return the line that states the scope of a document about no single case."""
    return sentences("scope", language)["paper"].format(regulation=regulation)
