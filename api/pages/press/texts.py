"""Texts of the pages and feeds of notices. The texts of the notices themselves are not included."""

from typing import Final

from api.web.languages import texts_of
from domain.messages import Language, label
from domain.publication.public import PublicResult

TEXTS: Final = texts_of("api.pages.press")


def finding_of(result: PublicResult, language: Language) -> str:
    """Return the finding, or the result of a complaint against the finding."""
    texts, finding = TEXTS[language], label(result.finding, language)
    if result.outcome is None:
        return f"{texts['finding']}: {finding}"
    return f"{texts['outcome']}: {label(result.outcome, language)}. {texts['finding_before']}: {finding}"
