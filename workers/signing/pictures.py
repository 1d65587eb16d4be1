"""The picture of a signature: one drawing, the same for every reader, on every device and on paper."""

from typing import Any, Final

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from workers.signing.places import held
from workers.signing.refusal import Altered, TooLarge

OBJECTS_MOST: Final = 2_000
"""Of one picture: fonts, images, drawings in drawings."""
CHANGING: Final = frozenset(
    {"/OC", "/OCGs", "/Alternates", "/OPI", "/Ref", "/A", "/AA", "/JS", "/EF", "/PS", "/Level1", "/AS", "/URI"}
)
"""Layers, other pictures for paper or another device, other files, programs: what one reader shows and another not."""
FILES: Final = frozenset({"/F", "/FFilter", "/FDecodeParms"})
"""Of a stream: its bytes are in another file."""
LAYERS: Final = frozenset({"/OCG", "/OCMD"})


def only_a_picture(field: DictionaryObject) -> None:
    """Raise Altered unless a field has one appearance that always looks the same."""
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
