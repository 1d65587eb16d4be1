"""A signed copy is looked at in a process of its own, and whatever ends that process refuses the copy."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from pyhanko.pdf_utils.generic import DictionaryObject, NameObject, NullObject

from tests.support.certificates import NOW, holder, root
from tests.support.signers import signed
from tests.workers.signing.forged import BOX, Writer, appended, issued, page_of
from workers.signing import apart
from workers.signing.apart import signatures_apart
from workers.signing.refusal import NotSigned, Trust
from workers.signing.verify import signatures_of

TRUST = Trust(roots=(root().asn1,))


def code(copy: bytes) -> str:
    with pytest.raises(NotSigned) as refused:
        signatures_apart(issued(), copy, TRUST, NOW)
    return refused.value.code


def test_it_finds_what_is_found_here(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    copy = signed(issued(), holder(), box=BOX)
    assert signatures_apart(issued(), copy, TRUST, NOW) == signatures_of(issued(), copy, TRUST, NOW)
    assert code(issued()) == "signed-copy-unsigned"
    assert "signed copy: signed-copy-unsigned" in caplog.messages, "a reason without words of its own"


@pytest.mark.parametrize(("kind", "most"), [("FSIZE", 0), ("AS", 2 << 30), ("CPU", 20)])
def test_it_can_write_no_file_and_takes_little(kind: str, most: int) -> None:
    told = f"apart._bounded(); print(*resource.getrlimit(resource.RLIMIT_{kind}))"
    command = [sys.executable, "-c", f"import resource; from workers.signing import apart; {told}"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() == [str(most)] * 2


def test_who_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "WAIT_MOST", 0.001)
    assert code(signed(issued(), holder())) == "signed-copy-unreadable"


def test_a_reader_that_dies_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert code(signed(issued(), holder())) == "signed-copy-unreadable"


def test_a_reason_made_of_a_thousand_names_of_the_file_is_one_of_few_characters() -> None:
    names = DictionaryObject({NameObject(f"/{'x' * 100}{number}"): NullObject() for number in range(1_000)})

    def change(writer: Writer) -> None:
        page_of(writer).update(names)
        writer.update_container(page_of(writer))

    assert code(appended(signed(issued(), holder(), box=BOX), change)) == "signed-copy-altered"


@pytest.mark.parametrize("said", ["[", "{}", '{"refused": "?", "why": ""}', '{"signatures": [{}]}', "1"])
def test_an_answer_that_is_none_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    reader = tmp_path / "reader"
    reader.write_text(f"#!/bin/sh\ncat >/dev/null\necho '{said}'\n")
    reader.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(reader))
    assert code(signed(issued(), holder())) == "signed-copy-unreadable"
