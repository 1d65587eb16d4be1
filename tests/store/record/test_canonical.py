"""The quick encoder makes the bytes of RFC 8785 for all that domain objects consist of, and refuses the rest."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from store.record.canonical import NUMBER_MOST, READER, WRITE, read, to_bytes
from store.record.chain import chain_findings

NAMES = st.from_regex(r"[a-z][a-z_0-9]{0,7}", fullmatch=True)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-NUMBER_MOST, NUMBER_MOST)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
PLAIN = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner))


@given(PLAIN)
def test_both_encoders_make_the_same_bytes(value: Any) -> None:
    assert WRITE(value).encode() == rfc8785.dumps(value)


@dataclass(frozen=True)
class Counted:
    """Something with numbers in it."""

    count: Any
    name: str = ""


@dataclass(frozen=True)
class Numbered:
    """Something with a typed number in it."""

    count: int


@pytest.mark.parametrize("count", [0.5, NUMBER_MOST + 1, -NUMBER_MOST - 1])
def test_what_not_every_reader_takes_for_the_same_number_has_no_bytes(count: Any) -> None:
    for holder in (Counted(count), Numbered(count), Counted([{"of": count}])):
        with pytest.raises(ValueError, match="number"):
            to_bytes(holder)


@pytest.mark.parametrize("text", ["0.5", "1e3", "NaN", "9007199254740992", '{"a": [-9007199254740992]}'])
def test_and_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        READER.decode(text)


def test_others_are_read_as_they_are() -> None:
    numbers = [0, 7, 999, 1_000, -1, NUMBER_MOST, -NUMBER_MOST]
    assert read(json.dumps(numbers).encode()) == numbers


def test_a_version_whose_body_has_one_cannot_be_read() -> None:
    body = json.dumps({"at": "2026-07-01T00:00:00.000Z", "more": 0.5}).encode()
    [found] = chain_findings([{"_id": "case-1:1", "envelope": b"{}", "body": body}])
    assert found == "case-1:1: cannot be read or folded (ValueError)"
