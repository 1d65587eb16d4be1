"""Signatures of authors: keys, and the data of an authenticator and a browser (WebAuthn)."""

import base64
import re

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from .lines import Wrong, need, seconds, un64
from .notes import hashed

COMMAND = {"v", "origin", "page", "action", "actor", "scope", "names", "id", "target", "after", "also", "fields"}
COMMAND |= {"anchor", "end"}
ASSERTION = "command:text authenticatorData:bytes clientDataJSON:bytes signature:bytes"
PRESENT, COPIABLE, COPIED, MORE, NOTED_MOST, DATA_LEAST, DATA_MOST, DAY = 0x05, 0x08, 0x10, 0xC0, 60, 37, 4096, 86400
"""Flags: user present and verified; key can be copied; key was copied; more data follow. Then: most noted versions in
between; bytes of authenticator data; seconds of a day."""
P256 = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
ED25519, EXPONENT, RSA_BYTES = bytes.fromhex("302a300506032b6570032100"), bytes.fromhex("0203010001"), range(256, 513)
RSA = "3082{:04x}300d06092a864886f70d01010105000382{:04x}003082{:04x}0282{:04x}00"
"""Start and end of public keys in DER; bytes of an RSA modulus."""
BARE = {"key", "public", "label", "entered_at"}
"""Members of a key that nobody has confirmed."""
W, TEXT = r"[ \t\n\r]*", r'"(?:[^"\\\x00-\x1f]|\\/)*"'
FLAT = f"(?:{TEXT}|true|false|null)"
OBJECT = f"\\{{{W}(?:{TEXT}{W}:{W}{FLAT}{W}(?:,{W}{TEXT}{W}:{W}{FLAT}{W})*)?\\}}"
VALUE = f"(?:{FLAT}|{OBJECT})"
MEMBER, CLIENT_DATA = f"({TEXT}){W}:{W}({VALUE})", OBJECT.replace(FLAT, VALUE)
"""JSON that all parsers read alike: objects two deep, without numbers, and `\\/` for the only escape."""
PAPER, NEVER_ON_PAPER = (
    r"(?=.*[0-9])[0-9A-Za-zĐđƯưÔôÂâ/.-]{1,40}",
    ("confirmSigningKey", "endSigningKey", "requireSigning"),
)


def rule_at(rules, at):
    """Return the rule on signing at a time: the latest of all that had begun."""
    begun = [rule for rule in rules if seconds(rule["since"]) <= at]
    return max(begun, key=lambda rule: rule["since"], default=None)


def counts(key, at):
    """Return True if a key is in force at a time."""
    begun = "counts_from" in key and seconds(key["counts_from"]) <= at
    return begun and ("ended_at" not in key or at < seconds(key["ended_at"]))


def key_bytes(text):
    """Decode a public key that can sign:

    P-256, Ed25519, or RSA of 2048 to 4096 bits with exponent 65537. Raise Wrong.
    """
    data = un64(text)
    size = len(data) - 38
    if size in RSA_BYTES:
        need(data[:33] == bytes.fromhex(RSA.format(size + 34, size + 15, size + 10, size + 1)))
        need(data[33] >= 0x80 and data[-6] & 1 and data[-5:] == EXPONENT)
    else:
        need((len(data), data[:27]) == (91, P256) or (len(data), data[:12]) == (44, ED25519))
    return data


def made_by(public, signature, message):
    """Return True for a valid signature: P-256, RSA with PKCS #1 v1.5, both with SHA-256, or Ed25519."""
    try:
        key = load_der_public_key(key_bytes(public))
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, message)
        elif isinstance(key, RSAPublicKey):
            key.verify(signature, message, PKCS1v15(), SHA256())
        else:
            key.verify(signature, message, ECDSA(SHA256()))
    except (Wrong, InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def client_said(data):
    """Return the members of client data, name and value as written. Raise Wrong for ambiguous data."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Wrong from None
    members = re.findall(MEMBER, text)
    need(len(data) <= DATA_MOST and re.fullmatch(CLIENT_DATA, text) and len(dict(members)) == len(members))
    return {name.replace("\\/", "/"): value.replace("\\/", "/") for name, value in members}


def asserted(assertion, challenge, rule):
    """Raise Wrong unless an authenticator signed a challenge on the page that a rule names. Return the signed bytes."""
    client, data = un64(assertion["clientDataJSON"]), un64(assertion["authenticatorData"])
    said, coded = client_said(client), base64.urlsafe_b64encode(challenge).decode().rstrip("=")
    need((said.get('"type"'), said.get('"challenge"')) == ('"webauthn.get"', f'"{coded}"'))
    need(said.get('"origin"') == f'"{rule["page"]}"' and said.get('"crossOrigin"', "false") == "false")
    need('"topOrigin"' not in said and DATA_LEAST <= len(data) <= DATA_MOST)
    host, flags = re.sub(r"^https?://|:\d+$", "", rule["page"]), data[32]
    need(data[:32] == hashed(host.encode()) and (len(data) > DATA_LEAST) == bool(flags & MORE))
    need(flags & PRESENT == PRESENT and (rule.get("synced") or not flags & COPIABLE))
    need(flags & COPIABLE or not flags & COPIED)
    return data + hashed(client)
