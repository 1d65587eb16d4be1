"""A signed copy is looked at in a process of its own, and whatever ends that process refuses the copy."""

import sys

import pytest

from tests.support.certificates import NOW, holder, root
from tests.support.signers import signed
from tests.workers.signing.forged import BOX, issued
from workers.signing import apart
from workers.signing.apart import signatures_apart
from workers.signing.refusal import NotSigned
from workers.signing.trust import Trust
from workers.signing.verify import signatures_of

TRUST = Trust(roots=(root().asn1,))


def code(copy: bytes) -> str:
    with pytest.raises(NotSigned) as refused:
        signatures_apart(issued(), copy, TRUST, NOW)
    return refused.value.code


def test_it_finds_what_is_found_here() -> None:
    copy = signed(issued(), holder(), box=BOX)
    assert signatures_apart(issued(), copy, TRUST, NOW) == signatures_of(issued(), copy, TRUST, NOW)
    assert code(issued()) == "signed-copy-unsigned"


def test_who_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "WAIT_MOST", 0.001)
    assert code(signed(issued(), holder())) == "signed-copy-unreadable"


def test_a_reader_that_dies_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert code(signed(issued(), holder())) == "signed-copy-unreadable"
