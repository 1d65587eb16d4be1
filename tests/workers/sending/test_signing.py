"""Signatures, verified by libraries that are not ours: `standardwebhooks` for v1, libsodium for v1a."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime

import nacl.exceptions
import nacl.signing
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from domain.notification.state.receivers import KeyKind
from workers.sending.webhooks import SigningKey, headers

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


def test_another_key_another_body_or_another_id_does_not() -> None:
    with pytest.raises(WebhookVerificationError):
        verifier(OTHER).verify(BODY, made(OLD, NEW))
    with pytest.raises(WebhookVerificationError):
        verifier(OLD).verify(BODY + b" ", made(OLD))
    with pytest.raises(WebhookVerificationError):
        verifier(OLD).verify(BODY, {**made(OLD), "webhook-id": "msg_2"})


def test_libsodium_verifies_the_public_signature() -> None:
    sent = made(OLD, PUBLIC)
    version, _, signature = sent["webhook-signature"].split(" ")[1].partition(",")
    public = nacl.signing.SigningKey(PUBLIC.secret).verify_key
    data = f"msg_1.{sent['webhook-timestamp']}.".encode() + BODY
    assert version == "v1a"
    assert public.verify(data, b64decode(signature)) == data
    with pytest.raises(nacl.exceptions.BadSignatureError):
        public.verify(data + b" ", b64decode(signature))
