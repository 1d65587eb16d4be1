"""Labels for cells of the public statistics."""

from typing import Final

from api.web.languages import texts_of
from domain.case.state.case import Category
from domain.messages import Language, label
from domain.statement.figures import TOTAL

WORDS: Final = {language: texts["statistics"] for language, texts in texts_of("api.pages.report").items()}


def cell_label(cell: str, language: Language) -> str:
    """Return the label of a cell. Return its code for a row or column that is no longer counted."""
    words, (row, _, column) = WORDS[language], cell.partition(".")
    rows = {TOTAL: words["total"], **words["lines"], **words["restored"], **words["asked"]}
    columns = {TOTAL: words["total"], **{category.value: label(category, language) for category in Category}}
    return f"{rows.get(row, row)} / {columns.get(column, words['none'])}"
