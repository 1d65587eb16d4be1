"""Two revisions as they were once written, byte for byte, and what a stranger with nothing but SHA-256 can check.

These lines never change. A change of the code that makes other bytes of the same act breaks the record.
"""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from domain.book import BY_COMMAND
from domain.case.intake import CaseReported
from store.keys.master import MasterKey
from store.record import revision, sealing
from store.record.chain import played
from store.record.revision import Act, StreamHead, append, event_in, state_of, summary_of
from store.record.sealing import open_sealed
from tests.support.facts import LAND, NOW, facts, person
from tests.support.world import LEAD, a_report, a_screening

STREAM, ORIGIN = "case-frozen", "casebook.test/log"
SALTS = (bytes(range(32)), bytes(range(32, 64)))
COMMANDS = ("0b54c5a8-6f7e-4a5c-9f0e-3f0c8a5d2e11", "5d8f7c1e-1c7b-4c63-8d8a-9a1b2c3d4e5f")
ANCHOR = "ab" * 32
LEAVES = (
    "309b57796871e1ff5a405dc2e480664d9a2ecaa9fcbfde2283001943c7bb4fa4",
    "2719252bc3fe2a97db98ba6f36f395ebe2a8d9106018294012f5b66c262c6043",
)
"""SHA-256 of each version: its envelope commits to the salted body, and the body to the state."""

VALUE: dict[str, Any] = {
    "_id": "5db6cc683d822db867ebf9d5d113971bfdc93c5017cf677249102ef1ede33067",
    "group": "0a" * 16,
    "stream": STREAM,
    "nonce": b"\x03" * 12,
    "sealed": bytes.fromhex(
        "834367fb93f015538fccd457fe2916988a03937db5fff0829e208f76987ab44314d44ace603980db9af359f97043e81877992331"
        "a79eadd8226af8351b3b19d9cfbe6f9546a26e21bb0cdba321152cca15f5db653a965ccf3cf581c7c6d28c8441340faa2fe7761d"
        "6223cde9540c74bd"
    ),
}
WRAPPED = bytes.fromhex("7568e9cae49d8fade03af0de4ff6496f43f4236fc5b88ad2c75fb9774a1ac682b6843b95cac5f160")
KEY, SALT, TEXT = b"\x01" * 32, b"\x02" * 32, "Tin đồn"


def remade(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The same two acts, carried out by today's code with yesterday's salts."""
    salts = iter(SALTS)
    monkeypatch.setattr("store.record.revision.secrets.token_bytes", lambda _: next(salts))
    tip, made = StreamHead(), []
    for actor, command, id, anchor in (
        (person(LAND), a_report(), COMMANDS[0], None),
        (person(LEAD), a_screening(), COMMANDS[1], ANCHOR),
    ):
        row = BY_COMMAND[type(command)]
        [event] = row.decide(tip.state, command, facts(actor, command))
        if isinstance(event, CaseReported):  # the time limit that a report has now was not known then
            event = replace(event, receipt=replace(event.receipt, notify_by=None))
        document, tip = append(STREAM, tip, event, Act.of(row, row.scope, actor, id, NOW, ORIGIN, anchor))
        made.append(document)
    return made


class TestTodaysCode:
    def test_writes_the_same_bytes_and_reads_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        documents = remade(monkeypatch)
        for document, leaf in zip(documents, LEAVES, strict=True):
            envelope, body = json.loads(document["envelope"]), json.loads(document["body"])
            assert sha256(b"\0" + document["envelope"]).hexdigest() == document["leaf"].hex() == leaf
            assert sha256(document["salt"] + document["body"]).hexdigest() == envelope["body"]
            assert sha256(document["state"]).hexdigest() == body["state"]
        assert played(documents).findings == ()
        assert [event_in(item).TYPE for item in documents] == ["case.reported", "case.screened"]
        assert [state_of(item).state for item in documents] == ["RECEIVED", "SCREENED"]
        assert [summary_of(item)["action"] for item in documents] == ["reportCase", "screenCase"]

    def test_notices_one_changed_byte(self, monkeypatch: pytest.MonkeyPatch) -> None:
        documents = remade(monkeypatch)
        for name in ("envelope", "body", "state"):
            changed = bytearray(documents[1][name])
            changed[-3] ^= 1
            assert played([documents[0], {**documents[1], name: bytes(changed)}]).findings

    def test_seals_to_the_same_value(self, monkeypatch: pytest.MonkeyPatch) -> None:
        drawn = iter([KEY, SALT, VALUE["nonce"]])
        monkeypatch.setattr("store.record.sealing.secrets.token_bytes", lambda _: next(drawn))
        monkeypatch.setattr("store.record.sealing.secrets.token_hex", lambda _: VALUE["group"])
        group = sealing.seal(STREAM, {"claim": TEXT}, MasterKey(b"\x07" * 32))
        assert group.values == (VALUE,)
        assert group.wrapped == {"_id": VALUE["group"], "stream": STREAM, "key": WRAPPED}

    def test_opens_the_old_value(self) -> None:
        assert open_sealed(VALUE, MasterKey(b"\x07" * 32).unwrap(WRAPPED)) == TEXT
        with pytest.raises(InvalidUnwrap):
            aes_key_unwrap(b"\x07" * 32, WRAPPED)  # the file's key itself wraps nothing

    def test_draws_its_salts(self) -> None:
        assert revision.SALT_BYTES == sealing.SALT_BYTES == 32
