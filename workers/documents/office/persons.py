"""Reported words in a paper that travels: what may point at a person is left out (X2)."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from domain.kernel.masking import spans
from domain.messages import Language
from workers.documents.model import Annex, Paragraph
from workers.documents.office.context import said

LEFT_OUT: Final = "[…]"
NOTES: Final[Mapping[Language, str]] = {
    "vi": "Dấu […] thay cho họ tên, số điện thoại, địa chỉ và tài khoản của cá nhân được nêu trong nội dung.",
    "en": "The mark […] replaces names, telephone numbers, addresses and accounts of persons in the text.",
}


def without_persons(text: str) -> str:
    """A text in which each place that may point at a person is replaced by a mark; found by form, as notices are."""
    found = sorted(spans(text), key=lambda span: (span.start, -span.end))
    edges = [0]
    for span in found:
        if span.end > edges[-1]:
            edges += [max(span.start, edges[-1]), span.end]
    kept = [*edges, len(text)]
    return LEFT_OUT.join(text[start:end] for start, end in list(pairwise(kept))[::2])


def reported(title: str, text: str | None, language: Language = "vi") -> Annex:
    """The annex with what was reported or written to the register, with nobody named."""
    shown = without_persons(said(text))
    note = (Paragraph(text=NOTES[language]),) if LEFT_OUT in shown else ()
    return Annex(title=title, blocks=(Paragraph(text=shown), *note))
