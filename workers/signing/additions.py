"""What a signed file adds to the document that was issued: signatures and what proves them, and nothing else.

A PDF is signed by appending to it (ISO 32000-2, 12.8): the issued bytes stay as they are, and later objects may replace
earlier ones. So every object that the appended part replaces is compared with what it was. The catalogue may gain the
form, the proofs and the metadata of signatures; a page may gain places of signatures, small enough to cover no text;
the document's information may change. What is new is reached from one of these only.
"""

from collections.abc import Iterator
from typing import Any, Final

from pyhanko.pdf_utils.generic import DictionaryObject, PdfObject
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from workers.signing.refusal import Altered

CATALOGUE_GAINS: Final = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Perms", "/Version"})
PAGE_GAINS: Final = frozenset({"/Annots"})
SHARE_MOST: Final = 1 / 8
"""Share of a page that the picture of one signature may take: the decree has a box of that size for it."""


def only_signatures(signed: PdfFileReader, revisions: int) -> None:
    """Raises Altered unless what follows the first `revisions` adds signatures only."""
    before = signed.get_historical_resolver(revisions - 1)
    information = signed.trailer.raw_get("/Info").reference if "/Info" in signed.trailer else None
    if signed.root_ref != before.trailer_view.raw_get("/Root").reference:
        raise Altered("another catalogue")
    for revision in range(revisions, signed.xrefs.total_revisions):
        if signed.xrefs.refs_freed_in_revision(revision):
            raise Altered("objects were taken away")
        for reference in signed.xrefs.explicit_refs_in_revision(revision):
            if signed.xrefs.get_introducing_revision(reference) < revisions and reference != information:
                _compare(before, signed, reference)
    for page in _pages(signed):
        _small(page)


def _compare(before: HistoricalResolver, after: PdfFileReader, reference: Any) -> None:
    old, new = before.get_object(reference), after.get_object(reference)
    if _metadata(old) and _metadata(new):
        return
    gains = CATALOGUE_GAINS if reference == after.root_ref else PAGE_GAINS if _is(old, "/Page") else frozenset()
    if not isinstance(old, DictionaryObject) or not isinstance(new, DictionaryObject):
        raise Altered(f"object {reference.idnum}")
    changed = {key for key in {*old, *new} if dict.get(old, key) != dict.get(new, key)}
    if changed - gains:
        raise Altered(f"object {reference.idnum}: {', '.join(sorted(changed - gains))}")


def _is(value: PdfObject, kind: str) -> bool:
    return isinstance(value, DictionaryObject) and value.get("/Type") == kind


def _metadata(value: PdfObject) -> bool:
    """The description of the file, which no page shows."""
    return _is(value, "/Metadata")


def _pages(file: PdfFileReader) -> Iterator[DictionaryObject]:
    """Every page."""
    waiting = [file.root["/Pages"]]
    while waiting:
        node = waiting.pop()
        if node["/Type"] == "/Page":
            yield node
        else:
            waiting.extend(child.get_object() for child in node["/Kids"])


def _small(page: DictionaryObject) -> None:
    left, bottom, right, top = (float(side) for side in page["/MediaBox"])
    for place in page.get("/Annots", ()):
        note = place.get_object()
        if note.get("/Subtype") != "/Widget" or note.get("/FT") != "/Sig":
            raise Altered("a note that is no signature")
        x, y, to_x, to_y = (float(side) for side in note["/Rect"])
        if abs((to_x - x) * (to_y - y)) > SHARE_MOST * (right - left) * (top - bottom):
            raise Altered("a signature that covers the page")
