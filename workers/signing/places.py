"""Places on an issued document where a signature or a seal may be shown.

They are read from the issued bytes: the template puts an empty picture with a known name at the place for signature and
seal. The picture's box is in the structure of the PDF. The top right corner of the first page is for the office's
signature on a copy or an annex (Decree 30/2020/NĐ-CP, Annex I).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, Reference
from pyhanko.pdf_utils.reader import PdfFileReader

from workers.documents.format import POINTS_A_MM, ROOM_NAMES
from workers.signing.refusal import TooLarge

PAGES_MOST: Final = 1_000
NODES_MOST: Final = 500_000
CORNER_WIDTH, CORNER_HEIGHT = 80 * POINTS_A_MM, 19 * POINTS_A_MM
"""Size of the corner within the top margin, which is empty on the first page."""
SLACK: Final = 1.0
"""Most points by which programs may round a position."""
AT_A_PLACE, AT_THE_CORNER = 2, 1
"""Most pictures: two at a place, of the person and of the office; one in the corner, of the office."""


@dataclass(frozen=True)
class Box:
    """Rectangular part of a page, in points from the bottom left."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def seen(self) -> bool:
        return self.right > self.left and self.top > self.bottom

    def holds(self, other: "Box") -> bool:
        return (
            self.left - SLACK <= other.left
            and self.bottom - SLACK <= other.bottom
            and other.right <= self.right + SLACK
            and other.top <= self.top + SLACK
        )


@dataclass(frozen=True)
class Place:
    page: Reference
    box: Box
    most: int


def held(holder: DictionaryObject, key: str, absent: Any = None) -> Any:
    """Return the value of a key. References are followed, which pyHanko's `get` does not do."""
    if key not in holder:
        return absent
    return holder[key]


def box_of(sides: Any) -> Box:
    """Return a box from the four numbers of two opposite corners. Raise ValueError or TypeError for anything else."""
    x, y, to_x, to_y = (float(side) for side in sides)
    return Box(min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y))


def pages_of(file: PdfFileReader) -> list[Reference]:
    """Return the pages in order. Raise TooLarge if there are too many."""
    found: list[Reference] = []
    waiting = [file.root.raw_get("/Pages").reference]
    while waiting:
        reference = waiting.pop()
        node = file.get_object(reference)
        if node["/Type"] == "/Page":
            found.append(reference)
        else:
            waiting.extend(child.reference for child in reversed(node["/Kids"]))
        if len(found) + len(waiting) > PAGES_MOST:
            raise TooLarge
    return found


def reserved(issued: PdfFileReader) -> tuple[Place, ...]:
    first = pages_of(issued)[0]
    paper = box_of(issued.get_object(first)["/MediaBox"])
    corner = Box(paper.right - CORNER_WIDTH, paper.top - CORNER_HEIGHT, paper.right, paper.top)
    return (Place(first, corner, AT_THE_CORNER), *_rooms(issued))


def _rooms(issued: PdfFileReader) -> Iterator[Place]:
    names = set(ROOM_NAMES.values())
    for element in _elements(issued):
        if held(element, "/S") == "/Figure" and str(held(element, "/Alt", "")) in names:
            boxes = [one["/BBox"] for one in element["/A"] if "/BBox" in one]
            yield Place(element.raw_get("/Pg").reference, box_of(boxes[0]), AT_A_PLACE)


def _elements(issued: PdfFileReader) -> Iterator[DictionaryObject]:
    waiting: list[Any] = [issued.root["/StructTreeRoot"]]
    for _ in range(NODES_MOST):
        if not waiting:
            return
        node = waiting.pop()
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, ArrayObject):
            waiting.extend(node)
        elif isinstance(node, DictionaryObject):
            yield node
            if "/K" in node:
                waiting.append(node.raw_get("/K"))
    raise TooLarge
