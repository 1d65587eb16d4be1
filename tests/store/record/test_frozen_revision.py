"""Two revisions as they were once written, byte for byte, and what a stranger with nothing but SHA-256 can check.

These lines never change. A change of the code that makes other bytes of the same act breaks the record.
"""

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from domain.book import BY_COMMAND
from domain.case.intake import CaseReported
from store.keys.master import MasterKey
from store.record import revision, sealing
from store.record.chain import chain_findings
from store.record.revision import Act, StreamHead, append, event_in, state_of, summary_of
from store.record.sealing import open_sealed
from tests.support.facts import LAND, NOW, facts, person
from tests.support.world import LEAD, a_report, a_screening

STREAM, ORIGIN = "case-frozen", "casebook.test/log"
SALTS = (bytes(range(32)), bytes(range(32, 64)))
COMMANDS = ("0b54c5a8-6f7e-4a5c-9f0e-3f0c8a5d2e11", "5d8f7c1e-1c7b-4c63-8d8a-9a1b2c3d4e5f")
ANCHOR = "ab" * 32
FROZEN: tuple[dict[str, str], ...] = (
    {
        "envelope": (
            '{"anchor":null,"body":"b49cc1bb97771bbc0c27493f0f048f50409ef6d628154e25e4c3f68e6df88cc3",'
            '"n":1,"origin":"casebook.test/log","prev":null,"stream":"case-frozen","v":1}'
        ),
        "body": (
            '{"action":"reportCase","actor":{"agency":"agency-land","client":"tests","kind":"PERSON",'
            '"posts":["HANDLER"],"role":"DEPT","subject":"officer-land-handler"},'
            '"at":"2026-07-01T02:00:00.000Z","command":"0b54c5a8-6f7e-4a5c-9f0e-3f0c8a5d2e11",'
            '"data":{"claim":{"commitment":"53fc3745d1e928749b6012491308d2f302b541a11891da8a762c898d14a2d76c",'
            '"group":"00000000000000000000000000000000"},"code":"CB-2026-000001","lead":"agency-lead",'
            '"medium":"SOCIAL_NETWORK","receipt":{"channel":"E_DOCUMENT",'
            '"detected_at":"2026-06-30T03:00:00.000Z","received_at":"2026-07-01T02:00:00.000Z"},'
            '"regulation":"14/2021/QĐ-UBND","reporter":"agency-land",'
            '"url":{"commitment":"11f842ae3640e98f0804c6f081bf8df61c8694f80e549d75ad8a37126653a462",'
            '"group":"00000000000000000000000000000000"}},"scope":"case:report",'
            '"state":"568820eeb75e18053e8d89e8c60c9e7b2d7cddbe826d86d801f6b64c64dcfb7d",'
            '"type":"case.reported","v":1}'
        ),
        "state": (
            '{"claim":{"commitment":"53fc3745d1e928749b6012491308d2f302b541a11891da8a762c898d14a2d76c",'
            '"group":"00000000000000000000000000000000"},"code":"CB-2026-000001","id":"case-frozen",'
            '"lead":"agency-lead","medium":"SOCIAL_NETWORK","members":["agency-lead","agency-land"],'
            '"receipt":{"channel":"E_DOCUMENT","detected_at":"2026-06-30T03:00:00.000Z",'
            '"received_at":"2026-07-01T02:00:00.000Z"},"regulation":"14/2021/QĐ-UBND",'
            '"reporter":"agency-land","state":"RECEIVED",'
            '"url":{"commitment":"11f842ae3640e98f0804c6f081bf8df61c8694f80e549d75ad8a37126653a462",'
            '"group":"00000000000000000000000000000000"}}'
        ),
        "leaf": "309b57796871e1ff5a405dc2e480664d9a2ecaa9fcbfde2283001943c7bb4fa4",
    },
    {
        "envelope": (
            '{"anchor":"abababababababababababababababababababababababababababababababab",'
            '"body":"3283c703f3aff645bf3627342d8993eb30db09df2b519e86e8d4571847230a1b","n":2,'
            '"origin":"casebook.test/log",'
            '"prev":"309b57796871e1ff5a405dc2e480664d9a2ecaa9fcbfde2283001943c7bb4fa4",'
            '"stream":"case-frozen","v":1}'
        ),
        "body": (
            '{"action":"screenCase","actor":{"agency":"agency-lead","client":"tests","kind":"PERSON",'
            '"posts":["HANDLER"],"role":"LEAD","subject":"officer-lead-handler"},'
            '"at":"2026-07-01T02:00:00.000Z","command":"5d8f7c1e-1c7b-4c63-8d8a-9a1b2c3d4e5f",'
            '"data":{"areas":[],"assigned":"agency-health","category":"HEALTH"},"scope":"case:intake",'
            '"state":"95c3c45dccae5b6c78cb07584ad94719fa77974113b9011c57cce568e0fe45fb",'
            '"type":"case.screened","v":1}'
        ),
        "state": (
            '{"assigned":"agency-health","category":"HEALTH",'
            '"claim":{"commitment":"53fc3745d1e928749b6012491308d2f302b541a11891da8a762c898d14a2d76c",'
            '"group":"00000000000000000000000000000000"},"code":"CB-2026-000001","id":"case-frozen",'
            '"lead":"agency-lead","medium":"SOCIAL_NETWORK","members":["agency-lead","agency-land",'
            '"agency-health"],"receipt":{"channel":"E_DOCUMENT",'
            '"detected_at":"2026-06-30T03:00:00.000Z","received_at":"2026-07-01T02:00:00.000Z"},'
            '"regulation":"14/2021/QĐ-UBND","reporter":"agency-land","state":"SCREENED",'
            '"url":{"commitment":"11f842ae3640e98f0804c6f081bf8df61c8694f80e549d75ad8a37126653a462",'
            '"group":"00000000000000000000000000000000"}}'
        ),
        "leaf": "2719252bc3fe2a97db98ba6f36f395ebe2a8d9106018294012f5b66c262c6043",
    },
)

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
    def test_writes_the_same_bytes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for frozen, document in zip(FROZEN, remade(monkeypatch), strict=True):
            for name in ("envelope", "body", "state"):
                assert document[name].decode() == frozen[name]
            assert document["leaf"].hex() == frozen["leaf"]

    def test_reads_the_old_bytes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        documents = [
            {**document, **{name: frozen[name].encode() for name in ("envelope", "body", "state")}}
            for frozen, document in zip(FROZEN, remade(monkeypatch), strict=True)
        ]
        assert chain_findings(documents) == []
        assert [event_in(item).TYPE for item in documents] == ["case.reported", "case.screened"]
        assert [state_of(item).state for item in documents] == ["RECEIVED", "SCREENED"]
        assert [summary_of(item)["action"] for item in documents] == ["reportCase", "screenCase"]

    def test_notices_one_changed_byte(self, monkeypatch: pytest.MonkeyPatch) -> None:
        documents = remade(monkeypatch)
        for name in ("envelope", "body", "state"):
            changed = bytearray(documents[1][name])
            changed[-3] ^= 1
            assert chain_findings([documents[0], {**documents[1], name: bytes(changed)}])

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
