"""Signed notes: the examples of other implementations, and all a verifier must refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.tlog.note import SignatureLine, Signer, Verifier, join, split, verify
from store.tlog.strict import LogFault, NoteRefused, to_base64

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
    """Some log's key."""
    return Signer.generate(NAME)


@pytest.fixture(scope="module")
def verifier(signer: Signer) -> Verifier:
    """The public half of it."""
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


@pytest.mark.parametrize("text", ["", "no newline", "a\tb\n", "a\r\n", "\ud800\n", "\0\n"])
def test_a_text_that_cannot_be_a_note_is_not_signed(signer: Signer, text: str) -> None:
    with pytest.raises(NoteRefused):
        signer.sign(text)
    with pytest.raises(NoteRefused):
        join(text, [signer.sign(TEXT)])


@pytest.mark.parametrize("text", ["\n", "\n\n", "a\n\n", "\n\na\n", "a\n\nb\n", "a\n\n— fake AAAAAAAA\n"])
def test_the_last_empty_line_parts_text_and_signatures(signer: Signer, verifier: Verifier, text: str) -> None:
    assert verify(join(text, [signer.sign(text)]), [verifier]).text == text


def test_a_line_that_holds_text_is_not_joined(signer: Signer) -> None:
    with pytest.raises(NoteRefused):
        join(TEXT, [b"more\n\n", signer.sign(TEXT)])
    with pytest.raises(NoteRefused):
        join(TEXT, [])


def test_every_bit_of_a_note_counts(signer: Signer, verifier: Verifier) -> None:
    note = join(TEXT, [signer.sign(TEXT)])
    for bit in range(len(note) * 8):
        changed = bytearray(note)
        changed[bit // 8] ^= 1 << bit % 8
        refused(bytes(changed), verifier)


def test_every_cut_of_a_note_is_refused(signer: Signer, verifier: Verifier) -> None:
    note = join(TEXT, [signer.sign(TEXT)])
    for end in range(len(note)):
        refused(note[:end], verifier)
        refused(note[end + 1 :], verifier)
    refused(note + b"\n", verifier)
    refused(note + b"\n" + signer.sign(TEXT), verifier)


def test_unknown_keys_are_ignored(signer: Signer, verifier: Verifier) -> None:
    namesake, stranger = Signer.generate(NAME), Signer.generate("stranger.example")
    same_id = SignatureLine("other.example", signer.key_id, b"\0" * 64).line()
    unknown = SignatureLine("x", b"\0\0\0\0", b"?").line()
    lines = [namesake.sign("x\n"), stranger.sign("y\n"), same_id, signer.sign(TEXT), unknown]
    assert verify(join(TEXT, lines), [verifier]).signatures == (NAME,)


def test_without_a_known_key_nothing_is_opened(signer: Signer, verifier: Verifier) -> None:
    note = join(TEXT, [signer.sign(TEXT)])
    refused(note)
    refused(note, Verifier.from_vkey(Signer.generate(NAME).vkey()))
    refused(join(TEXT, [Signer.generate("stranger.example").sign(TEXT)]), verifier)


def test_one_failing_known_key_refuses_the_note(signer: Signer, verifier: Verifier) -> None:
    other = Signer.generate("other.example")
    known = Verifier.from_vkey(other.vkey())
    assert verify(join(TEXT, [signer.sign(TEXT), other.sign("x\n")]), [verifier]).signatures == (NAME,)
    refused(join(TEXT, [signer.sign(TEXT), other.sign("x\n")]), verifier, known)
    refused(join(TEXT, [signer.sign(TEXT), signer.sign("x\n")]), verifier)
    for length in (1, 63, 65):
        refused(join(TEXT, [SignatureLine(NAME, signer.key_id, b"\0" * length).line()]), verifier)


def test_a_key_counts_once(signer: Signer, verifier: Verifier) -> None:
    assert verify(join(TEXT, [signer.sign(TEXT)] * 2), [verifier]).signatures == (NAME,)


def test_a_key_known_twice_is_refused(signer: Signer, verifier: Verifier) -> None:
    refused(join(TEXT, [signer.sign(TEXT)]), verifier, Verifier.from_vkey(signer.vkey()))


def test_up_to_a_hundred_signatures_are_read(signer: Signer, verifier: Verifier) -> None:
    strangers = [SignatureLine(f"x{at}", b"abcd", bytes(64)).line() for at in range(100)]
    for count in (1, 16, 17, 99):
        assert verify(join(TEXT, [*strangers[:count], signer.sign(TEXT)]), [verifier]).signatures == (NAME,)
    with pytest.raises(NoteRefused):
        join(TEXT, [*strangers, signer.sign(TEXT)])
    refused(TEXT.encode() + b"\n" + b"".join(strangers) + signer.sign(TEXT), verifier)


@pytest.mark.parametrize(
    "row",
    [
        "",
        "— ",
        "— name",
        "— name ",
        "- name {good}",
        "—name {good}",
        "—  name {good}",
        "— name  {good}",
        "— name {good} ",
        "— name {good} {good}",
        "— na+me {good}",
        "— na\u00a0me {good}",
        "— na\u3000me {good}",
        "— na\u2028me {good}",
        "— na\u0085me {good}",
        "— na\tme {good}",
        "— name {good}\r",
        " — name {good}",
        "— name AAAAAA==",
        "— name {good}=",
        "— name AAAAAAB=",
        "— name AAAA AAAA",
    ],
)
def test_signature_lines_of_another_spelling_are_refused(row: str) -> None:
    note = f"text\n\n{row.format(good=to_base64(bytes(68)))}\n".encode()
    with pytest.raises(NoteRefused):
        split(note)


@pytest.mark.parametrize(
    "note", [b"", b"\n", b"\n\n", b"a\n", b"a\n\n", b"a\n\n\n", b"\xff\n\n\xe2\x80\x94 a AAAAAAA=\n"]
)
def test_notes_without_signatures_are_refused(note: bytes) -> None:
    with pytest.raises(NoteRefused):
        split(note)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\nb", "a\tb", "a\x01b", "\u2029", "a\ud800"])
def test_names_that_are_none_are_refused(name: str) -> None:
    with pytest.raises(NoteRefused):
        Signer.generate(name)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "foo",
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        FOO_KEY.replace("530d903a", "530d903b"),
        FOO_KEY.replace("530d903a", "530D903A"),
        FOO_KEY.replace("530d903a", "0530d903a"),
        FOO_KEY.replace("530d903a", " 30d903a"),
        FOO_KEY.replace("foo", "fop"),
        FOO_KEY.replace("foo", "f o"),
        FOO_KEY.replace("Aeky", "Beky"),
        FOO_KEY + "\n",
        FOO_KEY + "=",
        FOO_KEY[:-1],
        FOO_KEY[:-4],
        " " + FOO_KEY,
        PETER_SECRET,
        "\ud800" + FOO_KEY,
    ],
)
def test_keys_of_another_spelling_are_refused(vkey: str) -> None:
    with pytest.raises(NoteRefused):
        Verifier.from_vkey(vkey)


@pytest.mark.parametrize(
    "text",
    [
        "",
        PETER_KEY,
        PETER_SECRET.replace("PRIVATE", "private"),
        PETER_SECRET.removeprefix("PRIVATE+KEY+"),
        PETER_SECRET.replace("c74f20a3", "c74f20a4"),
        PETER_SECRET.replace("+AYEK", "+BIEK"),
        PETER_SECRET + "\n",
        PETER_SECRET[:-4],
    ],
)
def test_private_keys_of_another_spelling_are_refused(text: str) -> None:
    with pytest.raises(NoteRefused):
        Signer.from_text(text)


def test_a_public_key_of_another_length_is_refused() -> None:
    with pytest.raises(NoteRefused):
        Verifier(NAME, b"short")


def test_a_new_key_is_its_own(signer: Signer) -> None:
    again = Signer.from_text(signer.text())
    assert (again.name, again.key_id, again.vkey(), again.text()) == (
        NAME,
        signer.key_id,
        signer.vkey(),
        signer.text(),
    )
    assert again.sign(TEXT) == signer.sign(TEXT)
    assert Signer.generate(NAME).text() != signer.text()


def test_a_private_key_is_not_shown_by_accident(signer: Signer) -> None:
    secret = signer.text().split("+", 4)[4]  # base64, which may end with a plus
    assert len(secret) == 44
    assert secret not in repr(signer) + str(vars(signer))
    assert issubclass(NoteRefused, LogFault)
