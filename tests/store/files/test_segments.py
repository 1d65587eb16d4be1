"""Files under seal in segments: what goes in comes out in parts of any place, and nothing else opens."""

from collections.abc import AsyncIterator

import pytest
from cryptography.exceptions import InvalidTag

from store.files import segments
from store.files.segments import BEGINNING_BYTES, HEADER, MAGIC, SEGMENT, TAG_BYTES

KEY, BOUND = bytes(range(32)), "case-1\ngroup"
SIZES = [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 2 * SEGMENT + 5]


async def pieces(content: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def sealed(content: bytes) -> bytes:
    return b"".join([part async for part in segments.sealed(KEY, pieces(content), BOUND)])


def segment(file: bytes, number: int) -> bytes:
    return file[segments.place_of(number) : segments.place_of(number + 1)]


def opened(file: bytes, number: int, size: int, *, place: int | None = None, bound: str = BOUND) -> bytes:
    beginning = file[len(MAGIC) : HEADER]
    return segments.opened(KEY, beginning, number, segment(file, number if place is None else place), size, bound)


@pytest.mark.parametrize("size", SIZES)
async def test_every_segment_opens_at_its_place(size: int) -> None:
    content = bytes(index % 251 for index in range(size))
    file = await sealed(content)
    assert file.startswith(MAGIC)
    assert len(file) == HEADER + size + segments.segments_of(size) * segments.TAG_BYTES
    found = b"".join(opened(file, number, size) for number in range(segments.segments_of(size)))
    assert found == content


async def test_nothing_moved_cut_off_or_bound_elsewhere_opens() -> None:
    content = bytes(3 * SEGMENT)
    file, size = await sealed(content), len(content)
    assert opened(file, 1, size) == content[:SEGMENT]
    with pytest.raises(InvalidTag):
        opened(file, 1, size, place=0)  # moved
    with pytest.raises(InvalidTag):
        opened(file, 1, 2 * SEGMENT)  # as the last one, the end cut off
    with pytest.raises(InvalidTag):
        opened(file, 2, 4 * SEGMENT)  # the last one as one that others follow
    with pytest.raises(InvalidTag):
        opened(file, 0, size, bound="case-2\ngroup")  # of another case


async def test_two_files_of_one_content_share_no_beginning() -> None:
    one, other = await sealed(b"x"), await sealed(b"x")
    assert one[len(MAGIC) : len(MAGIC) + BEGINNING_BYTES] != other[len(MAGIC) : len(MAGIC) + BEGINNING_BYTES]
    assert len(one) == HEADER + 1 + TAG_BYTES
