"""Letters: what they say, and how they are signed."""

import ssl
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import nacl.exceptions
import nacl.signing
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from domain.administration.signing import DoubtSigningKey, EndSigningKey
from domain.kernel.actor import OPERATOR
from domain.kernel.vocabulary import Post
from domain.notification.state.receivers import KeyKind, MailLanguage
from domain.registry.accounts import KeyEnd
from store.store import Store
from tests.support.account_letters import letters, reachable
from tests.support.clock import TestClock
from tests.support.complaints import act
from tests.support.record import there
from tests.support.signing import PPC, has_key, required
from tests.support.world import LEAD, caller, officer, subject
from tests.workers.postbox import SENDER, postbox
from workers.sending.letters import (
    Envelope,
    LetterContent,
    LetterRefused,
    composed,
    heading,
    mailbox,
    of_public_acts,
)
from workers.sending.mailing import MailServer
from workers.sending.outcome import Sent
from workers.sending.webhooks import SigningKey, headers

AT = datetime(2026, 7, 1, 3, tzinfo=UTC)
LEAVE = "https://casebook.example/mail/leave/mailing-1/abc"
ENVELOPE = Envelope(sender=SENDER, recipient="bao@toasoan.example", id="msg_1", at=AT, leave=LEAVE)
WRITTEN = LetterContent(subject="Thông cáo: Trạm y tế xã không đóng cửa", text="Chữ.\n", html="<p>Chữ.</p>\n")
HEADERS = (
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post"),
    *("MIME-Version", "Content-Type"),
)
INJECTIONS = (
    "A\r\nBcc: kẻ@khac.example",
    "A\nBcc: x@khac.example",
    "A\rBcc: x@khac.example",
    "A\x00B",
    "A\x0bBcc: x@khac.example",
    "A\x0cBcc: x@khac.example",
    "A\x85Bcc: x@khac.example",
    "A\u2028Bcc: x@khac.example",
    "A\r\n\r\nThân thư khác",
    "A\r\n.\r\nMAIL FROM:<x@khac.example>",
    "=?utf-8?q?A=0ABcc:_x=40khac.example?=",
    "A" * 5000,
    "Ế" * 5000,
    "<script>alert(1)</script>",
    "a, b@khac.example; c",
)
ADDRESSES = (
    "a@b.example\r\nRCPT TO:<c@d.example>",
    "a@b.example, c@d.example",
    "a@b.example\n",
    "<a@b.example>",
    '"a\r\nBcc: x"@b.example',
    '"a b"@b.example',
    "A <a@b.example>",
    "a@b.example c@d.example",
    "a@@b.example",
    "a@b",
    "á@b.example",
    "a@b.example\x00",
    "a..b@",
    "a@[127.0.0.1]",
    "",
)


def posted(content: LetterContent) -> bytes | None:
    try:
        return composed(ENVELOPE, content)
    except LetterRefused:
        return None


async def sent(server: MailServer) -> Sent:
    return await server.send(ENVELOPE.recipient, composed(ENVELOPE, WRITTEN))


def test_what_could_end_a_line_is_refused_by_the_name_of_its_header() -> None:
    refused = [injection for injection in INJECTIONS if posted(replace(WRITTEN, subject=injection)) is None]
    assert refused == [injection for injection in INJECTIONS if any(sign in injection for sign in "\r\x00\x0b\x0c\x85")]
    with pytest.raises(LetterRefused, match="Subject"):
        composed(ENVELOPE, replace(WRITTEN, subject=INJECTIONS[0]))


@pytest.mark.parametrize("end", ["\n", "\t", "\u2028", "\u2029"])
def test_what_ends_a_line_in_a_text_of_the_register_keeps_no_letter_back(end: str) -> None:
    assert heading("Subject", f"Thông cáo{end}mới") == "Thông cáo mới"


@pytest.mark.parametrize("subject", INJECTIONS)
async def test_hostile_words_make_no_header_and_no_recipient(tmp_path: Path, subject: str) -> None:
    async with postbox(tmp_path) as (box, server):
        written = replace(WRITTEN, subject=f"Thông cáo: {subject}", text=f"{subject}\n.\nX\n", html=f"<p>{subject}</p>")
        letter = posted(written)
        if letter is None:
            return
        assert (await server.send(ENVELOPE.recipient, letter)).status == 250
    [(sender, recipients, _)], [found] = box.envelopes, box.letters
    assert (sender, recipients, box.encrypted) == (SENDER, ["bao@toasoan.example"], [True])
    assert sorted(found.keys()) == sorted(HEADERS)
    assert found["To"] == "bao@toasoan.example"
    assert [part.get_content_type() for part in found.walk()] == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_one_plain_address_is_written_to(address: str) -> None:
    with pytest.raises(LetterRefused, match="To"):
        composed(replace(ENVELOPE, recipient=address), WRITTEN)


def test_no_version_of_the_library_finds_an_encoded_word_in_a_heading() -> None:
    assert heading("Subject", "=?utf-8?q?A=0ABcc:_x?= ==??") == "= ?utf-8?q?A=0ABcc:_x?= == ??"


@given(st.text(max_size=300))
def test_a_heading_is_one_line_or_refused(text: str) -> None:
    try:
        line = heading("Subject", text)
    except LetterRefused:
        return
    assert len(line.splitlines()) <= 1
    found = composed(ENVELOPE, replace(WRITTEN, subject=text)).split(b"\r\n\r\n")[0]
    names = [word.split(b":")[0].decode() for word in found.split(b"\r\n") if not word.startswith((b" ", b"\t"))]
    assert sorted(names) == sorted(HEADERS)


def test_a_letter_says_how_to_leave_with_one_click_and_is_the_same_letter_each_time() -> None:
    head = composed(ENVELOPE, WRITTEN).decode("ascii").replace("\r\n ", " ")
    assert f"List-Unsubscribe: <{LEAVE}>" in head
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert "Message-ID: <msg_1@casebook.example>" in head
    assert mailbox("From", SENDER) == SENDER


def test_a_letter_on_public_acts_names_the_last_day_of_its_range() -> None:
    days = date(2026, 7, 6), date(2026, 7, 13)
    made = of_public_acts([], [], days, "https://casebook.example/register/", LEAVE, MailLanguage.EN)
    assert made.subject == "Agencies until 12 July 2026: 0 acts, 0 notices"


async def test_without_starttls_or_a_certificate_that_is_trusted_nothing_is_handed_over(tmp_path: Path) -> None:
    async with postbox(tmp_path, tls=False) as (box, server):
        handed = await sent(server)
        assert (handed.failure is not None, handed.final) == (True, False)
        assert box.envelopes == []
    async with postbox(tmp_path) as (box, server):
        handed = await sent(replace(server, trust=ssl.create_default_context()))
        assert handed.failure in ("tls", "unreachable")
        assert box.envelopes == []


@pytest.mark.parametrize(("answer", "final"), [("550 unknown", True), ("451 later", False), ("421 away", False)])
async def test_what_the_server_says_decides_whether_it_is_tried_again(tmp_path: Path, answer: str, final: bool) -> None:
    async with postbox(tmp_path) as (box, server):
        box.answer = answer
        handed = await sent(server)
    assert (handed.status, handed.failure, handed.final) == (int(answer[:3]), f"smtp-{answer[:3]}", final)


async def test_what_a_server_refuses_before_it_heard_of_the_letter_is_tried_again(tmp_path: Path) -> None:
    async with postbox(tmp_path) as (_, server):
        handed = await sent(replace(server, user="casebook", password="changed yesterday"))
    assert (handed.status, handed.failure, handed.final) == (535, "smtp-535", False)


async def test_a_server_that_takes_too_long_is_left(tmp_path: Path) -> None:
    async with postbox(tmp_path) as (box, server):
        box.slow = 5
        handed = await sent(replace(server, total=1))
    assert (handed.failure, handed.final, box.envelopes) == ("timeout", False, [])


async def test_what_was_taken_is_taken_whatever_the_server_does_afterwards(tmp_path: Path) -> None:
    async with postbox(tmp_path) as (box, server):
        box.curt = True
        handed = await sent(server)
    assert (handed.status, handed.failure, len(box.envelopes)) == (250, None, 1)


async def test_nobody_there(tmp_path: Path) -> None:
    async with postbox(tmp_path) as (_, server):
        pass
    assert (await server.send(ENVELOPE.recipient, b"")).failure == "unreachable"


HOLDERS = ((LEAD, Post.SIGNATORY), (PPC, Post.ADMIN))
OTHERS = ((LEAD, Post.HANDLER), ("agency-land", Post.HANDLER))
INSPECTOR = ("agency-inspection", Post.INSPECTOR)
LOST = ("agency-land", Post.SIGNATORY)


async def test_a_rule_is_told_to_holders_of_keys_and_inspectors(store: Store, clock: TestClock, tmp_path: Path) -> None:
    """Also to the holder of a key that does not count yet, and not to one whose key ended."""
    reached = [await reachable(store, *who) for who in (*HOLDERS, INSPECTOR)]
    for who in (*OTHERS, LOST):
        await reachable(store, *who)
    async with postbox(tmp_path) as (box, server):
        await letters(store, box, server)
        for who in HOLDERS:
            await has_key(store, *who)
        key, admin, id = await has_key(store, *LOST), caller("agency-land", Post.ADMIN), officer(*LOST)
        await act(store, admin, DoubtSigningKey(key=key.key, reason=KeyEnd.LOST), id)
        await act(store, OPERATOR, EndSigningKey(key=key.key), id)
        keys = {str(letter["To"]) for letter in await letters(store, box, server)}
        await required(store, clock, "closeCase")
        came = await letters(store, box, server)
    assert keys == {subject(*who) for who in (*HOLDERS, LOST)}, "each about the own key"
    assert sorted(str(letter["To"]) for letter in came) == sorted(reached)
    for letter in came:
        text = there(letter.get_body(("plain",))).get_content()
        assert "Quy định về các việc phải ký bằng khóa có thay đổi" in text
        assert "The rule on which acts have to be signed changes" in text


OLD, NEW, OTHER = (SigningKey(kind=KeyKind.HMAC, secret=bytes([item]) * 32) for item in (1, 2, 3))
PUBLIC = SigningKey(kind=KeyKind.ED25519, secret=b"\x04" * 32)
BODY = '{"tên":"Đính chính"}'.encode()


def verifier(key: SigningKey) -> Webhook:
    return Webhook("whsec_" + b64encode(key.secret).decode())


def made(*keys: SigningKey, body: bytes = BODY) -> dict[str, str]:
    return dict(headers("msg_1", datetime.now(UTC), body, keys))


@given(st.binary(max_size=200).map(b64encode), st.binary(min_size=32, max_size=32))
def test_the_independent_library_verifies_what_was_signed(body: bytes, secret: bytes) -> None:
    key = SigningKey(kind=KeyKind.HMAC, secret=secret)
    body = b'"' + body + b'"'
    assert verifier(key).verify(body, made(key, body=body)) == body[1:-1].decode()


@pytest.mark.parametrize("key", [OLD, NEW])
def test_while_keys_change_either_verifies(key: SigningKey) -> None:
    assert verifier(key).verify(BODY, made(OLD, PUBLIC, NEW)) == {"tên": "Đính chính"}


@pytest.mark.parametrize(
    ("key", "body", "id"), [(OTHER, BODY, "msg_1"), (OLD, BODY + b" ", "msg_1"), (OLD, BODY, "msg_2")]
)
def test_another_key_another_body_or_another_id_does_not(key: SigningKey, body: bytes, id: str) -> None:
    with pytest.raises(WebhookVerificationError):
        verifier(key).verify(body, {**made(OLD, NEW), "webhook-id": id})


def test_libsodium_verifies_the_public_signature() -> None:
    sent = made(OLD, PUBLIC)
    version, _, signature = sent["webhook-signature"].split(" ")[1].partition(",")
    public = nacl.signing.SigningKey(PUBLIC.secret).verify_key
    data = f"msg_1.{sent['webhook-timestamp']}.".encode() + BODY
    assert version == "v1a"
    assert public.verify(data, b64decode(signature)) == data
    with pytest.raises(nacl.exceptions.BadSignatureError):
        public.verify(data + b" ", b64decode(signature))
