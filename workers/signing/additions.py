"""Checks the additions of a signed file to the issued document: only signatures and their proofs are allowed.

A PDF is signed by appending to it (ISO 32000-2, 12.8): the issued bytes stay as they are, and later objects may replace
earlier ones. So every object that the appended part replaces is compared with the original. The catalogue may gain the
form, the proofs and the metadata of signatures. A page may gain the fields of real signatures, where the document has
room for them (`places`). New objects may be reached only from these objects. Lists define everything that each of these
objects may contain.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

from lxml import etree
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NullObject,
    PdfObject,
    Reference,
    StreamObject,
)
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from workers.signing.drawing import only_a_picture
from workers.signing.places import Place, box_of, held, pages_of
from workers.signing.refusal import Altered, Misplaced

CATALOGUE_GAINS: Final = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Perms", "/Version"})
PAGE_GAINS: Final = frozenset({"/Annots"})
INFORMATION_CHANGES: Final = frozenset({"/ModDate", "/Producer"})
FORM_HOLDS: Final = frozenset({"/Fields", "/SigFlags", "/DR", "/DA", "/Type"})
"""Keys that a form may have. They exclude XFA, an order of calculation, and appearances made by the reader
(NeedAppearances)."""
FIELD_HOLDS: Final = frozenset(
    {
        *("/Type", "/Subtype", "/FT", "/T", "/TU", "/TM", "/V", "/Rect", "/P", "/F", "/Ff", "/AP", "/MK", "/Parent"),
        *("/Kids", "/Lock", "/SV", "/DA", "/DR", "/Q", "/BS", "/Border", "/NM", "/M", "/StructParent"),
    }
)
"""Keys that a field may have. They exclude actions, appearance states and layers."""
HIDDEN, PRINT, LOCKED, LOCKED_CONTENTS = 2, 4, 128, 512
FLAGS: Final = HIDDEN | PRINT | LOCKED | LOCKED_CONTENTS
"""Flags of a field that looks the same on the screen and on paper, at any scale."""
DUBLIN_CORE: Final = "{http://purl.org/dc/elements/1.1/}"
_END: Final = re.compile(rb"startxref\s+\d+\s+%%EOF\s*\Z")
_HEADER: Final = re.compile(rb"(?<!\d)(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+obj\b")


def only_signatures(issued: PdfFileReader, signed: PdfFileReader, appended: bytes, places: Collection[Place]) -> None:
    """Raise Altered or Misplaced unless the appended part adds only signatures, each in an allowed place."""
    revisions = issued.xrefs.total_revisions
    _begins_as(issued, signed, revisions)
    before = signed.get_historical_resolver(revisions - 1)
    if signed.root_ref != before.trailer_view.raw_get("/Root").reference:
        raise Altered("another catalogue")
    _one_reading(signed, revisions, appended)
    for reference in _replaced(issued, signed, revisions):
        _compare(before, signed, reference)
    _same_title(issued, signed)
    fields = _form(signed)
    _perms(signed)
    _notes(issued, signed, fields, places)


def _begins_as(issued: PdfFileReader, signed: PdfFileReader, revisions: int) -> None:
    """Check that the copy begins with the issued document's tables of objects, on which the comparison relies."""
    for revision in range(revisions):
        own, found = (file.xrefs.get_xref_container_info(revision) for file in (issued, signed))
        if (own.start_location, own.end_location) != (found.start_location, found.end_location):
            raise Altered("another table of objects")


def _one_reading(signed: PdfFileReader, revisions: int, appended: bytes) -> None:
    """Check that every PDF reader finds the same objects, even a reader that searches the bytes for them."""
    if signed.encrypted or signed.xrefs.hybrid_xrefs_present:
        raise Altered("encrypted, or with two tables of objects")
    if not _END.search(appended) or appended.count(b"startxref") != signed.xrefs.total_revisions - revisions:
        raise Altered("bytes after an end")
    listed: Counter[tuple[int, int]] = Counter()
    for revision in range(revisions, signed.xrefs.total_revisions):
        section = signed.xrefs.get_xref_container_info(revision)
        found = {(one.idnum, one.generation) for one in signed.xrefs.explicit_refs_in_revision(revision)}
        if section.stream_ref is not None:
            found.add((section.stream_ref.idnum, section.stream_ref.generation))
        if signed.xrefs.refs_freed_in_revision(revision):
            raise Altered("objects were taken away")
        listed.update(found)
    written = Counter((int(header[1]), int(header[2])) for header in _HEADER.finditer(appended))
    if written - listed:
        raise Altered("an object that no table lists")


def _replaced(issued: PdfFileReader, signed: PdfFileReader, revisions: int) -> Iterator[Reference]:
    """Yield the objects of the issued document that were replaced.

    Raise Altered for a new object under a free number.
    """
    size = int(issued.trailer["/Size"])
    for revision in range(revisions, signed.xrefs.total_revisions):
        for reference in signed.xrefs.explicit_refs_in_revision(revision):
            if signed.xrefs.get_introducing_revision(reference) < revisions:
                yield reference
            elif reference.idnum < size:
                raise Altered(f"object {reference.idnum}")


def _compare(before: HistoricalResolver, after: PdfFileReader, reference: Reference) -> None:
    old, new = before.get_object(reference), after.get_object(reference)
    if reference == _reference(before.trailer_view, "/Info"):
        gains: Collection[str] = INFORMATION_CHANGES
    elif reference == _reference(before.get_object(after.root_ref), "/Metadata"):
        return  # compared by _same_title
    else:
        gains = CATALOGUE_GAINS if reference == after.root_ref else PAGE_GAINS if _is(old, "/Page") else ()
    if isinstance(old, StreamObject) or not isinstance(old, DictionaryObject) or not isinstance(new, DictionaryObject):
        raise Altered(f"object {reference.idnum}")
    changed = {key for key in {*old, *new} if dict.get(old, key) != dict.get(new, key)}
    if changed.difference(gains):
        raise Altered(f"object {reference.idnum}: {', '.join(sorted(changed.difference(gains)))}")


def _is(value: PdfObject, kind: str) -> bool:
    return isinstance(value, DictionaryObject) and held(value, "/Type") == kind


def _reference(holder: PdfObject, key: str) -> Reference | None:
    if not isinstance(holder, DictionaryObject) or key not in holder:
        return None
    value = holder.raw_get(key)
    return value.reference if isinstance(value, IndirectObject) else None


def _same_title(issued: PdfFileReader, signed: PdfFileReader) -> None:
    """Compare the titles that readers show above the page: in the file's metadata and in its information."""
    old, new = (file.trailer["/Info"] if "/Info" in file.trailer else DictionaryObject() for file in (issued, signed))
    others = {*old, *new} - INFORMATION_CHANGES
    if _described(issued) != _described(signed) or any(held(old, key) != held(new, key) for key in others):
        raise Altered("another title")


def _described(file: PdfFileReader) -> list[tuple[str, str]]:
    """Return the metadata with the file's title and author (Dublin Core)."""
    stream = file.root["/Metadata"]
    tree = etree.fromstring(stream.data, etree.XMLParser(resolve_entities=False, no_network=True))
    found = [(str(one.tag), "".join(one.itertext()).strip()) for one in tree.iter(f"{DUBLIN_CORE}*")]
    named = [(str(name), str(said)) for one in tree.iter() for name, said in one.attrib.items()]
    return sorted([*found, *((name, said) for name, said in named if name.startswith(DUBLIN_CORE))])


def _holds_only(value: PdfObject, known: frozenset[str], what: str) -> DictionaryObject:
    if not isinstance(value, DictionaryObject) or isinstance(value, StreamObject) or not known.issuperset(value):
        raise Altered(what)
    return value


def _perms(signed: PdfFileReader) -> None:
    if "/Perms" in signed.root:
        _holds_only(signed.root["/Perms"], frozenset({"/DocMDP"}), "permissions")


def _form(signed: PdfFileReader) -> dict[Reference, bool]:
    """Return the fields of the form, each with True if it may show a picture. Raise Altered unless each field is
    signed."""
    form = _holds_only(signed.root["/AcroForm"], FORM_HOLDS, "a form")
    given = {_indirect(one.sig_field.raw_get("/V")) for one in signed.embedded_signatures}
    if len(given) < len(signed.embedded_signatures):
        raise Altered("two fields with one signature")
    signatures = {one.sig_field.container_ref: one.sig_object_type == "/Sig" for one in signed.embedded_signatures}
    waiting: list[tuple[PdfObject, bool | None]] = [(field, None) for field in form["/Fields"]]
    found: dict[Reference, bool] = {}
    while waiting:
        raw, inherited = waiting.pop()
        reference = _indirect(raw)
        if reference in found:
            raise Altered("a field twice")
        field = _holds_only(signed.get_object(reference), FIELD_HOLDS, f"field {reference.idnum}")
        shown = signatures.get(reference, inherited)
        kids = held(field, "/Kids", ())
        if shown is None and not kids:
            raise Altered("a field that is not signed")
        if (held(field, "/TU") or held(field, "/MK")) and not ("/Rect" in field and box_of(field["/Rect"]).seen):
            raise Altered("words that only a screen reader says")
        found[reference] = shown is True
        waiting.extend((kid, shown) for kid in kids)
    return found


def _indirect(raw: PdfObject) -> Reference:
    if not isinstance(raw, IndirectObject):
        raise Altered("a field without a number")
    return raw.reference


def _notes(
    issued: PdfFileReader, signed: PdfFileReader, fields: dict[Reference, bool], places: Collection[Place]
) -> None:
    """Check that each page has only the issued annotations, and signature fields only in their places."""
    room = Counter({place: place.most for place in places})
    for page in pages_of(signed):
        own, now = _annotations(issued, page), _annotations(signed, page)
        if now[: len(own)] != own:
            raise Altered("a note was taken away")
        for note in now[len(own) :]:
            if note not in fields:
                raise Altered("a note that is no signature")
            _placed(signed, page, note, fields[note], room)


def _annotations(file: PdfFileReader, page: Reference) -> list[Reference]:
    notes = held(file.get_object(page), "/Annots", NullObject())
    if isinstance(notes, NullObject):
        return []
    if not isinstance(notes, ArrayObject):
        raise Altered("notes that are no list")
    return [_indirect(raw) for raw in notes]


def _placed(signed: PdfFileReader, page: Reference, note: Reference, may: bool, room: Counter[Place]) -> None:
    field = signed.get_object(note)
    if held(field, "/Subtype") != "/Widget" or int(held(field, "/F", 0)) & ~FLAGS:
        raise Altered("a note that is no plain field")
    box = box_of(field["/Rect"])
    if not box.seen:
        return
    only_a_picture(field)
    place = next((one for one in room if one.page == page and one.box.holds(box)), None)
    if place is None or not may or room[place] == 0:
        raise Misplaced
    room[place] -= 1
