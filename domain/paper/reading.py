"""English reading versions of documents whose fixed words are in both languages: without number and signature."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from domain.paper.context import DocumentContext
from domain.paper.model import Document, Paragraph
from domain.paper.words import READING, WORDS_NOTE

Writer = Callable[[Mapping[str, Any], str, DocumentContext], Document]


def reading_of(write: Writer) -> Writer:
    """Return the writer of the reading version: the same data in English, marked on every page."""

    def written(row: Mapping[str, Any], part: str, context: DocumentContext) -> Document:
        english = replace(context, language="en")
        made = write(row, part, english)
        return replace(
            made,
            symbol="",
            title=made.title or english.say("letter"),
            blocks=(Paragraph(text=WORDS_NOTE), *made.blocks),
            signatures=(),
            recipients=(),
            annexed_to=None,
            notice=READING,
            language="en",
        )

    return written
