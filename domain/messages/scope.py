"""Scope that a case or a paper is within (Đ1.1). Words of scope are no ground for a measure (X7)."""

from collections.abc import Sequence

from domain.case.state.case import Category
from domain.messages import Language, label, sentences


def scope_of_case(
    regulation: str, areas: Sequence[str], category: Category | None, language: Language, most: int | None = None
) -> str:
    """The statement of a case: its Regulation, its areas (the whole province without one) and its field.

    Of more areas than `most` it says how many the others are: a paper has two lines for it.
    """
    texts = sentences("scope", language)
    if most and len(areas) > most:
        areas = (*areas[:most], texts["others"].format(number=len(areas) - most))
    field = label(category, language) if category else texts["unknown"]
    where = ", ".join(areas) or texts["province"]
    return texts["statement"].format(regulation=regulation, areas=where, category=field)


def scope_of_paper(regulation: str, language: Language) -> str:
    """The statement of a paper that is about no single case."""
    return sentences("scope", language)["paper"].format(regulation=regulation)
