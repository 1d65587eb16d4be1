"""Document as plain lines for a preview, in the order of the page and without its layout."""

from collections.abc import Iterable, Iterator

from domain.paper.model import Annex, Block, Chart, Document, Heading, Paragraph, Table

PREVIEW = {
    "vi": "BẢN XEM TRƯỚC – CHƯA BAN HÀNH, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ",
    "en": "PREVIEW – NOT ISSUED, WITHOUT LEGAL FORCE",
}
"""Line above and below every preview. It prevents confusion of the preview with the document."""


def lines_of(document: Document) -> tuple[str, ...]:
    """Return the lines of a document between two preview marks; an empty line separates the parts of the page."""
    mark = PREVIEW["en" if document.language == "en" else "vi"]
    parts = (_head(document), _blocks(document.blocks), _foot(document), *map(_annex, document.annexes), [mark])
    found = [mark, document.watermark] if document.watermark else [mark]
    for part in parts:
        found += ["", *part]
    return tuple(found)


def _head(document: Document) -> Iterator[str]:
    named = (document.issuer.parent, document.issuer.name, document.symbol, document.title, document.abstract)
    yield from filter(None, (*named, document.authority, *document.addressees, *document.bases))


def _foot(document: Document) -> Iterator[str]:
    for signature in document.signatures:
        yield from signature.lines
    yield from document.recipients
    yield from filter(None, (document.notice, document.scope))


def _annex(annex: Annex) -> Iterator[str]:
    yield annex.title
    yield from _blocks(annex.blocks)


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading():
                yield block.text
            case Paragraph():
                yield f"{block.lead} {block.text}".strip()
            case Table():
                yield " | ".join(column.title for column in block.columns)
                yield from (" | ".join(row) for row in block.rows)
            case Chart():
                yield block.caption
