"""Checkpoints have one spelling and belong to one log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.tlog.checkpoint import Checkpoint, parse_checkpoint, read_checkpoint
from store.tlog.merkle import EMPTY_ROOT
from store.tlog.strict import CheckpointRefused, to_base64

ORIGIN = "log.example/register"
ROOT = bytes(range(32))
ENCODED = to_base64(ROOT)

origins = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
roots = st.binary(min_size=32, max_size=32)


@given(origins, st.integers(1, 2**63 - 1), roots)
def test_a_checkpoint_is_read_back(origin: str, size: int, root: bytes) -> None:
    checkpoint = Checkpoint(origin, size, root)
    assert parse_checkpoint(checkpoint.text(), origin) == checkpoint == read_checkpoint(checkpoint.text())


def test_the_text_is_three_lines() -> None:
    assert Checkpoint(ORIGIN, 42, ROOT).text() == f"{ORIGIN}\n42\n{ENCODED}\n"
    assert parse_checkpoint(Checkpoint(ORIGIN, 0, EMPTY_ROOT).text(), ORIGIN).size == 0


@pytest.mark.parametrize("size", ["1_0", "+5", " 7", "7 ", "٣", "07", "", "-1", str(2**63), "1" * 30, "0"])
def test_sizes_of_another_spelling_are_refused(size: str) -> None:
    with pytest.raises(CheckpointRefused):
        parse_checkpoint(f"{ORIGIN}\n{size}\n{ENCODED}\n", ORIGIN)


@pytest.mark.parametrize(
    "root",
    [
        "",
        ENCODED[:-1],
        ENCODED[:-2] + "9=",
        ENCODED + "=",
        to_base64(ROOT[1:]),
        to_base64(ROOT + b"a"),
        ROOT.hex(),
        " ",
    ],
)
def test_roots_of_another_spelling_are_refused(root: str) -> None:
    with pytest.raises(CheckpointRefused):
        parse_checkpoint(f"{ORIGIN}\n9\n{root}\n", ORIGIN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"{ORIGIN}\n9\n{ENCODED}",
        f"{ORIGIN}\n9\n",
        f"{ORIGIN}\n9\n{ENCODED}\n\n",
        f"{ORIGIN}\n9\n{ENCODED}\nan extension\n",
        f"\n{ORIGIN}\n9\n{ENCODED}\n",
        f"{ORIGIN}\r\n9\r\n{ENCODED}\r\n",
        f"{ORIGIN}\u20289\n{ENCODED}\n",
        f"{ORIGIN}\n9\x0b{ENCODED}\n",
        f"{ORIGIN}\n9\n{ENCODED}\x00\n",
    ],
)
def test_other_shapes_are_refused(text: str) -> None:
    with pytest.raises(CheckpointRefused):
        parse_checkpoint(text, ORIGIN)


@pytest.mark.parametrize("other", ["log.example/registeR", "log.example", "", ORIGIN + "\n", ORIGIN + " "])
def test_the_checkpoint_of_another_log_is_refused(other: str) -> None:
    with pytest.raises(CheckpointRefused):
        parse_checkpoint(Checkpoint(ORIGIN, 9, ROOT).text(), other)


@pytest.mark.parametrize(
    ("origin", "size", "root"),
    [
        ("", 9, ROOT),
        ("a\nb", 9, ROOT),
        ("a\tb", 9, ROOT),
        ("a\ud800", 9, ROOT),
        (ORIGIN, -1, ROOT),
        (ORIGIN, 2**63, ROOT),
        (ORIGIN, 9, ROOT[1:]),
        (ORIGIN, 0, ROOT),
        (ORIGIN, 9, EMPTY_ROOT),
    ],
)
def test_what_cannot_be_is_not_made(origin: str, size: int, root: bytes) -> None:
    with pytest.raises(CheckpointRefused):
        Checkpoint(origin, size, root)
