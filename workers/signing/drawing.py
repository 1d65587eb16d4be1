"""Compares how two files look, and checks that a signature's picture looks the same in every PDF reader."""

from collections.abc import Collection
from math import ceil, floor
from typing import Any, Final

import pypdfium2
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from workers.signing.places import SLACK, Box, held
from workers.signing.refusal import Altered, TooLarge

SCALE: Final = 1.0
"""Pixels per point. One program draws both files at this resolution, which shows even the smallest mark on a letter."""
PIXELS_MOST: Final = 2_000_000
"""Most pixels of one page. A page of A3 has one million."""
COLOURS: Final = 4
EDGE: Final = ceil(SLACK * SCALE) + 1
"""Pixels around a box that a picture may touch."""


def drawn_alike(issued: bytes, copy: bytes, free: Collection[tuple[int, Box]]) -> None:
    """Raise Altered if a page looks different outside its free boxes. Raise TooLarge if a page is too large."""
    with pypdfium2.PdfDocument(issued) as before, pypdfium2.PdfDocument(copy) as after:
        after.init_forms()
        if len(before) != len(after):
            raise Altered("another number of pages")
        for number in range(len(before)):
            boxes = [box for page, box in free if page == number]
            if not _alike(_drawn(before[number]), _drawn(after[number]), boxes):
                raise Altered(f"page {number + 1} looks different")


def _drawn(page: Any) -> Any:
    try:
        if page.get_width() * page.get_height() * SCALE * SCALE > PIXELS_MOST:
            raise TooLarge
        return page.render(scale=SCALE, prefer_bgrx=True)
    finally:
        page.close()


def _alike(before: Any, after: Any, boxes: Collection[Box]) -> bool:
    try:
        if (before.width, before.height, before.stride) != (after.width, after.height, after.stride):
            return False
        first, second = bytes(before.buffer), bytes(after.buffer)
        return first == second or _rows_alike(first, second, before, boxes)
    finally:
        before.close()
        after.close()


def _rows_alike(first: bytes, second: bytes, bitmap: Any, boxes: Collection[Box]) -> bool:
    for row in range(bitmap.height):
        start = row * bitmap.stride
        if first[start : start + bitmap.stride] == second[start : start + bitmap.stride]:
            continue
        free = [_columns(box) for box in boxes if _crosses(box, row, bitmap.height)]
        for at in range(0, bitmap.width * COLOURS, COLOURS):
            differs = first[start + at : start + at + COLOURS] != second[start + at : start + at + COLOURS]
            if differs and not any(left <= at // COLOURS < right for left, right in free):
                return False
    return True


def _columns(box: Box) -> tuple[int, int]:
    return floor(box.left * SCALE) - EDGE, ceil(box.right * SCALE) + EDGE


def _crosses(box: Box, row: int, height: int) -> bool:
    return floor(height - box.top * SCALE) - EDGE <= row <= ceil(height - box.bottom * SCALE) + EDGE


OBJECTS_MOST: Final = 2_000
"""Most objects of one picture, counting fonts, images and nested drawings."""
CHANGING: Final = frozenset(
    {"/OC", "/OCGs", "/Alternates", "/OPI", "/Ref", "/A", "/AA", "/JS", "/EF", "/PS", "/Level1", "/AS", "/URI"}
)
"""Keys because of which PDF readers may show different content: layers, alternates for paper or devices, other files,
programs."""
FILES: Final = frozenset({"/F", "/FFilter", "/FDecodeParms"})
"""Keys of a stream whose bytes are in another file."""
LAYERS: Final = frozenset({"/OCG", "/OCMD"})


def only_a_picture(field: DictionaryObject) -> None:
    """Raise Altered unless a field has exactly one appearance that always looks the same."""
    if "/AP" not in field:
        return
    appearance = field["/AP"]
    if set(appearance) != {"/N"} or not isinstance(appearance["/N"], StreamObject):
        raise Altered("an appearance with states")
    seen: set[Any] = set()
    waiting: list[Any] = [appearance["/N"]]
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if value.reference in seen:
                continue
            seen.add(value.reference)
            value = value.get_object()
        if len(seen) + len(waiting) > OBJECTS_MOST:
            raise TooLarge
        waiting.extend(_parts(value))


def _parts(value: Any) -> list[Any]:
    if isinstance(value, ArrayObject):
        return [one for one in list.__iter__(value) if not isinstance(one, int | float | NameObject)]
    if not isinstance(value, DictionaryObject):
        return []
    if CHANGING.intersection(value) or held(value, "/Type") in LAYERS:
        raise Altered("a picture that changes")
    if isinstance(value, StreamObject) and FILES.intersection(value):
        raise Altered("a picture from another file")
    return [dict.__getitem__(value, key) for key in value if key != "/Parent"]
