"""Signed notes: the examples of other implementations, and all a verifier must refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.tlog.note import SignatureLine, Signer, Verifier, join, verify
from store.tlog.strict import LogFault, NoteRefused
from tests.store.tlog.trees import flips

# C2SP signed-note, the example.
FOO_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
FOO_SIGNATURE = "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
FOO_NOTE = f"This is an example message.\n\n— example.com/foo {FOO_SIGNATURE}\n".encode()

# golang.org/x/mod/sumdb/note, the package's documentation.
PETER_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
PETER_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"

NAME = "log.example/register"
TEXT = "one line\n"


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer.generate(NAME)


@pytest.fixture(scope="module")
def verifier(signer: Signer) -> Verifier:
    return Verifier.from_vkey(signer.vkey())


def refused(note: bytes, *verifiers: Verifier) -> None:
    with pytest.raises(NoteRefused):
        verify(note, verifiers)


def test_the_specification_s_example() -> None:
    opened = verify(FOO_NOTE, [Verifier.from_vkey(FOO_KEY)])
    assert (opened.text, opened.signatures) == ("This is an example message.\n", ("example.com/foo",))
    assert Verifier.from_vkey(FOO_KEY).vkey() == FOO_KEY


def test_the_go_implementation_s_example() -> None:
    peter = Signer.from_text(PETER_SECRET)
    assert peter.vkey() == PETER_KEY
    assert peter.text() == PETER_SECRET
    assert peter.sign(PETER_TEXT).decode() == f"— PeterNeumann {PETER_SIGNATURE}\n"
    note = join(PETER_TEXT, [peter.sign(PETER_TEXT)])
    assert verify(note, [Verifier.from_vkey(PETER_KEY)]).signatures == ("PeterNeumann",)


@given(st.text().map(lambda text: text + "\n"))
def test_any_text_that_may_be_signed_is_read_back(text: str) -> None:
    signer = Signer.generate(NAME)
    try:
        note = join(text, [signer.sign(text)])
    except NoteRefused:
        assert any(item < " " and item != "\n" for item in text)
        return
    opened = verify(note, [Verifier.from_vkey(signer.vkey())])
    assert (opened.text, opened.signatures) == (text, (NAME,))


@pytest.mark.parametrize("text", ["\n", "\n\n", "a\n\n", "\n\na\n", "a\n\nb\n", "a\n\n— fake AAAAAAAA\n"])
def test_the_last_empty_line_parts_text_and_signatures(signer: Signer, verifier: Verifier, text: str) -> None:
    assert verify(join(text, [signer.sign(text)]), [verifier]).text == text


def test_every_bit_of_a_note_and_its_end_count(signer: Signer, verifier: Verifier) -> None:
    note = join(TEXT, [signer.sign(TEXT)])
    cuts = [part for end in range(len(note)) for part in (note[:end], note[end + 1 :])]
    for changed in (*flips(note), *cuts, note + b"\n", note + b"\n" + signer.sign(TEXT)):
        refused(changed, verifier)


def test_unknown_keys_are_ignored(signer: Signer, verifier: Verifier) -> None:
    namesake, stranger = Signer.generate(NAME), Signer.generate("stranger.example")
    same_id = SignatureLine("other.example", signer.key_id, b"\0" * 64).line()
    unknown = SignatureLine("x", b"\0\0\0\0", b"?").line()
    lines = [namesake.sign("x\n"), stranger.sign("y\n"), same_id, signer.sign(TEXT), unknown]
    assert verify(join(TEXT, lines), [verifier]).signatures == (NAME,)
    for known in ([], [Verifier.from_vkey(namesake.vkey())], [Verifier.from_vkey(stranger.vkey())]):
        refused(join(TEXT, [signer.sign(TEXT)]), *known)


def test_one_failing_known_key_refuses_the_note(signer: Signer, verifier: Verifier) -> None:
    other = Signer.generate("other.example")
    known = Verifier.from_vkey(other.vkey())
    assert verify(join(TEXT, [signer.sign(TEXT), other.sign("x\n")]), [verifier]).signatures == (NAME,)
    refused(join(TEXT, [signer.sign(TEXT), other.sign("x\n")]), verifier, known)
    refused(join(TEXT, [signer.sign(TEXT), signer.sign("x\n")]), verifier)
    for length in (1, 63, 65):
        refused(join(TEXT, [SignatureLine(NAME, signer.key_id, b"\0" * length).line()]), verifier)


def test_a_key_counts_once_and_one_known_twice_is_refused(signer: Signer, verifier: Verifier) -> None:
    assert verify(join(TEXT, [signer.sign(TEXT)] * 2), [verifier]).signatures == (NAME,)
    refused(join(TEXT, [signer.sign(TEXT)]), verifier, Verifier.from_vkey(signer.vkey()))


def test_up_to_a_hundred_signatures_are_read(signer: Signer, verifier: Verifier) -> None:
    strangers = [SignatureLine(f"x{at}", b"abcd", bytes(64)).line() for at in range(100)]
    for count in (1, 16, 17, 99):
        assert verify(join(TEXT, [*strangers[:count], signer.sign(TEXT)]), [verifier]).signatures == (NAME,)
    with pytest.raises(NoteRefused):
        join(TEXT, [*strangers, signer.sign(TEXT)])
    refused(TEXT.encode() + b"\n" + b"".join(strangers) + signer.sign(TEXT), verifier)


def test_a_new_key_is_its_own(signer: Signer) -> None:
    again = Signer.from_text(signer.text())
    assert (again.name, again.key_id, again.vkey(), again.text()) == (NAME, signer.key_id, signer.vkey(), signer.text())
    assert again.sign(TEXT) == signer.sign(TEXT)
    assert Signer.generate(NAME).text() != signer.text()


def test_a_private_key_is_not_shown_by_accident(signer: Signer) -> None:
    secret = signer.text().split("+", 4)[4]  # base64, which may end with a plus
    assert len(secret) == 44
    assert secret not in repr(signer) + str(vars(signer))
    assert issubclass(NoteRefused, LogFault)
