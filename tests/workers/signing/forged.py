"""Copies that somebody added to: what a signing program does not do, appended as a signing program appends."""

from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    pdf_string,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from tests.support.certificates import holder
from tests.support.signers import signed
from tests.workers.sample_documents import decision
from workers.documents.layout import pdf

BOX = (300, 300, 500, 400)
"""Within the room for signature and seal of the sample."""
WORD = (320, 440, 380, 460)
"""Over words of the sample."""
Writer = IncrementalPdfFileWriter
Change = Callable[[Writer], None]


@cache
def issued() -> bytes:
    return pdf(decision())


def appended(file: bytes, change: Change) -> bytes:
    writer = Writer(BytesIO(file))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def objects(**values: Any) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in values.items()})


def box(*sides: int) -> ArrayObject:
    return ArrayObject(FloatObject(side) for side in sides)


def page_of(writer: Writer) -> Any:
    return writer.root["/Pages"]["/Kids"][0].get_object()


def in_page(name: str, value: Any) -> Change:
    def change(writer: Writer) -> None:
        page = page_of(writer)
        page[NameObject(name)] = value
        writer.update_container(page)

    return change


def in_catalogue(name: str, value: Any) -> Change:
    def change(writer: Writer) -> None:
        writer.root[NameObject(name)] = writer.add_object(value)
        writer.update_root()

    return change


def in_form(name: str, value: Any) -> Change:
    def change(writer: Writer) -> None:
        form = writer.root["/AcroForm"]
        form[NameObject(name)] = value
        writer.update_container(form)

    return change


def in_field(**values: Any) -> Change:

    def change(writer: Writer) -> None:
        field = writer.root["/AcroForm"]["/Fields"][-1].get_object()
        for name, value in values.items():
            field[NameObject(f"/{name}")] = value(writer) if callable(value) else value
        writer.update_container(field)

    return change


def picture(writer: Writer, **resources: Any) -> Any:
    form = StreamObject(stream_data=b"1 0 0 rg 0 0 200 100 re f")
    form.update(objects(Type=NameObject("/XObject"), Subtype=NameObject("/Form"), BBox=box(0, 0, 200, 100)))
    form[NameObject("/Resources")] = objects(**resources)
    return writer.add_object(form)


def appearance(**resources: Any) -> Callable[[Writer], Any]:
    return lambda writer: objects(N=picture(writer, **resources))


def worded(where: tuple[int, int, int, int] | None) -> Change:
    """A field to be signed, with words that a screen reader says for it."""

    def change(writer: Writer) -> None:
        append_signature_field(writer, SigFieldSpec("Loi", on_page=0, box=where))
        in_field(TU=pdf_string("GO BO bai dang ngay"))(writer)

    return change


def drawn(writer: Writer) -> None:
    text = writer.add_object(StreamObject(stream_data=b"BT /F1 12 Tf 100 700 Td (KHONG) Tj ET"))
    page = page_of(writer)
    page["/Contents"] = ArrayObject([page.raw_get("/Contents"), text])
    writer.update_container(page)


def unsigned(where: tuple[int, ...]) -> Change:

    def change(writer: Writer) -> None:
        field = objects(
            Subtype=NameObject("/Widget"), FT=NameObject("/Sig"), T=pdf_string("Khac"), Rect=box(*where),
            F=NumberObject(132), AP=objects(N=picture(writer)),
        )  # fmt: skip
        reference = writer.add_object(field)
        page = page_of(writer)
        page[NameObject("/Annots")] = ArrayObject([*page.get("/Annots", ()), reference])
        writer.update_container(page)
        fields = writer.root["/AcroForm"]["/Fields"]
        fields.append(reference)
        writer.update_container(fields)

    return change


def note(kind: str, where: tuple[int, ...]) -> Change:
    def change(writer: Writer) -> None:
        own = objects(Subtype=NameObject(f"/{kind}"), Rect=box(*where), Contents=pdf_string("KHONG"))
        page = page_of(writer)
        page[NameObject("/Annots")] = ArrayObject([*page.get("/Annots", ()), writer.add_object(own)])
        writer.update_container(page)

    return change


def replaced_stream(writer: Writer) -> None:
    """Another text of the page, as many bytes long."""
    contents = page_of(writer)["/Contents"]
    raw = contents.encoded_data
    contents._encoded_data = raw[:-1] + bytes([raw[-1] ^ 1])
    writer.update_container(contents)


def font_swapped(writer: Writer) -> None:
    fonts = page_of(writer)["/Resources"]["/Font"]
    first, second = list(fonts)[:2]
    fonts[first], fonts[second] = fonts.raw_get(second), fonts.raw_get(first)
    writer.update_container(fonts)


def colours_exchanged(writer: Writer) -> None:
    resources = page_of(writer)["/Resources"]
    resources[NameObject("/ColorSpace")] = objects(DefaultRGB=NameObject("/DeviceGray"))
    writer.update_container(resources)


def page_twice(writer: Writer) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"].append(pages["/Kids"].raw_get(0))
    pages[NameObject("/Count")] = NumberObject(len(pages["/Kids"]))
    writer.update_container(pages)


def titled(writer: Writer) -> None:
    info = writer.trailer["/Info"]
    info[NameObject("/Title")] = pdf_string("GO BO")
    writer.update_container(info)


def notes_by_reference(writer: Writer) -> None:
    """The list of notes as an object of its own, as some programs write it."""
    page = page_of(writer)
    page[NameObject("/Annots")] = writer.add_object(ArrayObject(page.get("/Annots", ())))
    writer.update_container(page)


def hidden_object(file: bytes) -> bytes:
    """An object that no table lists, for readers that search: a page once more, before the end."""
    at = file.rindex(b"startxref")
    return file[:at] + b"%\n45 0 obj\n<< /Type /Catalog >>\nendobj\n" + file[at:]


def ended_twice(file: bytes) -> bytes:
    """A page for a browser after the end, and the end once more."""
    return file + b"<html>GO BO</html>\n" + file[file.rindex(b"startxref") :]


def _table(rows: Mapping[int, int], trailer: bytes) -> bytes:
    listed = b"".join(b"%d 1\n%010d 00000 n \n" % row for row in sorted(rows.items()))
    return b"xref\n0 1\n0000000000 65535 f \n" + listed + b"trailer\n<< " + trailer + b" >>\n"


def another_table() -> bytes:
    """The document with a table of all its objects once more, and in it a catalogue that starts a program.

    The next table leads to that one, so that the issued one is no part of the file any more.
    """
    file, reader = issued() + b"\n", PdfFileReader(BytesIO(issued()))
    places = {one.idnum: reader.xrefs[one] for one in reader.xrefs.explicit_refs_in_revision(0)}
    root, at = reader.root_ref.idnum, len(file)
    start = places[root]
    own, _, end = file[start : file.index(b"endobj", start)].rpartition(b">>")
    file += own + b"/OpenAction << /S /JavaScript /JS (1) >> >>" + end + b"endobj\n"
    size, information = int(reader.trailer["/Size"]), reader.trailer.raw_get("/Info").idnum
    trailer = b"/Size %d /Root %d 0 R /Info %d 0 R" % (size, root, information)
    first = len(file)
    file += _table({**places, root: at}, trailer)
    second = len(file)
    return file + _table({root: at}, trailer + b" /Prev %d" % first) + b"startxref\n%d\n%%%%EOF\n" % second


def nine_pictures() -> bytes:
    """Words covered by as many signed pictures, none larger than an eighth of the page."""
    copy = issued()
    for number in range(9):
        left = 100 + 45 * number
        copy = signed(copy, holder(), field=f"K{number}", box=(left, 430, left + 40, 460))
    return copy


STATES = objects(N=objects(On=StreamObject(stream_data=b""), Off=StreamObject(stream_data=b"")))
LAYER = objects(Type=NameObject("/OCG"), Name=pdf_string("L"))
FORGED: dict[str, Change] = {
    "text drawn": drawn,
    "a note over the page": note("Square", (0, 0, 600, 800)),
    "a stamp in the room for signatures": note("Stamp", BOX),
    "a link over the page": note("Link", (0, 0, 600, 800)),
    "a field that nobody signed": unsigned(BOX),
    "a program that starts": in_catalogue("/OpenAction", objects(S=NameObject("/JavaScript"))),
    "programs by name": in_catalogue("/Names", objects(JavaScript=objects(Names=ArrayObject()))),
    "layers": in_catalogue("/OCProperties", objects(OCGs=ArrayObject(), D=objects())),
    "a portfolio of files": in_catalogue("/Collection", objects()),
    "rights of a reader": in_catalogue("/Perms", objects(UR3=objects())),
    "a transition": in_page("/Trans", objects(S=NameObject("/Blinds"))),
    "a program of a page": in_page("/AA", objects(O=objects(S=NameObject("/JavaScript")))),
    "a colour for another": colours_exchanged,
    "a page twice": page_twice,
    "names of pages": in_catalogue("/PageLabels", objects(Nums=ArrayObject())),
    "chapters": in_catalogue("/Outlines", objects()),
    "how a reader shows it": in_catalogue("/ViewerPreferences", objects()),
    "another language": in_catalogue("/Lang", pdf_string("xx")),
    "files beside it": in_catalogue("/AF", ArrayObject()),
    "a form of XML": in_form("/XFA", pdf_string("<xdp/>")),
    "an action of a field": in_field(AA=objects(E=objects(S=NameObject("/JavaScript")))),
    "an appearance with states": in_field(AP=STATES),
    "a picture for the pointer": in_field(AP=lambda writer: objects(N=picture(writer), D=picture(writer))),
    "a layer in the picture": in_field(AP=appearance(Properties=objects(L=LAYER))),
    "another picture for paper": in_field(AP=appearance(XObject=objects(I=objects(Alternates=ArrayObject())))),
    "a picture that is not turned": in_field(F=NumberObject(4 | 16)),
    "a picture on paper only": in_field(F=NumberObject(4 | 32)),
    "pages turned": in_page("/Rotate", NumberObject(180)),
    "a page cut": in_page("/CropBox", box(0, 0, 595, 400)),
    "a page larger": in_page("/UserUnit", NumberObject(2)),
    "other letters by as many bytes": replaced_stream,
    "fonts exchanged": font_swapped,
    "another title": titled,
}
"""What is appended to a signed copy, which is signed once more then. Each adds or changes what no signature does."""
