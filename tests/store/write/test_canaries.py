"""No text that may name someone enters the record or the log: every text field of every public command is tried.

Raw documents are scanned, in every encoding in which a text could hide in them.
"""

import base64
import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import bson
import pytest

from domain.administration.officers import AppointOfficer
from domain.book import ACTIONS, public_actions
from domain.case.checks import StartChecking
from domain.case.closing import CloseCase
from domain.case.expression import ReviewExpression
from domain.case.intake import ImportCase
from domain.case.state.case import Channel
from domain.kernel.actor import OPERATOR
from domain.kernel.fields import Address, ContactText, Ref, Words, fields_of
from domain.kernel.text import fold
from domain.kernel.vocabulary import Kind, Post
from store.driver.connection import Connection
from store.heads.collection import heads_of
from store.provisioning.provision import COLLECTIONS
from store.record import revision
from store.store import Store
from tests.support.handling_commands import good
from tests.support.record import done, faults
from tests.support.world import LEAD, a_check, a_report, a_screening, caller, officer

LAND, HEALTH, LEADS = caller("agency-land"), caller("agency-health"), caller(LEAD)
STEM = "chimhoàngyến"


def planted(command: Any) -> tuple[Any, list[str]]:
    """The command with a canary in every text field, and the canaries."""
    kind: Any = type(command)
    marks, texts = [], {}
    for index, field in enumerate(fields_of(kind)):
        if isinstance(field.spec, Words) and field.spec.sealed:
            mark = f"{STEM}{kind.__name__}{index}"
            address = isinstance(field.spec, Address)
            text = f"https://a.example/{mark}?q={mark}" if address else f"{mark} mở cửa đúng giờ"
            texts[field.name] = text[: field.spec.most]
            marks.append(mark)
    return replace(command, **texts), marks


def spellings(canary: str) -> Iterator[bytes]:
    """How a text could stand in bytes: in itself, with its marks dropped, escaped, and in Base64 at any offset."""
    for text in (canary, canary.upper(), fold(canary), json.dumps(canary)[1:-1]):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            raw = text.encode(encoding)
            yield raw
            for pad in range(3):
                encoded = base64.b64encode(b"\x00" * pad + raw)
                yield encoded[4:-4]
                yield encoded[4:-4].replace(b"+", b"-").replace(b"/", b"_")
        yield text.encode("utf-8").hex().encode()
    yield zlib.compress(canary.encode())[2:-4]


async def raw(connection: Connection, part: str) -> bytes:
    found = bytearray()
    for collection in COLLECTIONS[part]:
        async for item in connection.client[getattr(connection.names, part)][collection].find({}):
            found += bson.encode(item)
            for value in item.values():
                if isinstance(value, bytes):
                    found += value
    return bytes(found)


async def life(store: Store) -> list[str]:
    """A case in which every public command was carried out with canaries; returns them."""
    planting: tuple[tuple[Any, Any], ...] = (
        (LAND, a_report(channel=Channel.POST, postmark_on=date(2026, 6, 1), delivered_on=date(2026, 6, 2))),
        (LEADS, a_screening()),
        (HEALTH, StartChecking(focal=officer("agency-health", Post.HANDLER))),
        (HEALTH, a_check()),
        (LEADS, good(ReviewExpression, conclusion="PROTECTED", provision=None, false_fact=None)),
        (LEADS, good(CloseCase, ground="PROTECTED", informed="BY_DOCUMENT", publication=None)),
    )
    assert {type(command) for _, command in planting} <= {row.command for row in public_actions(Kind.CASE)}
    operators: tuple[Any, ...] = (
        ImportCase(claim="x" * 20, url="https://a.example", source="x", row=1, reporter="agency-land"),
        AppointOfficer(subject="x", agency=LEAD, posts=(Post.ADMIN,), since=date(2026, 1, 1), appointment="x"),
    )
    made, all_canaries = None, []
    for who, command in planting:
        command, canaries = planted(command)
        made = await done(store, who, command, made)
        all_canaries += canaries
    for command in operators:
        command, canaries = planted(command)
        await done(store, OPERATOR, command)
        all_canaries += canaries
    return all_canaries


async def leaks(connection: Connection, canaries: list[str], part: str) -> set[str]:
    there = await raw(connection, part)
    return {canary for canary in canaries for spelled in spellings(canary) if spelled in there}


async def test_record_log_vault_and_keys_hold_no_canary(store: Store) -> None:
    canaries = await life(store)
    sealed = [
        f"{STEM}{row.command.__name__}{index}"
        for row in ACTIONS
        for index, field in enumerate(fields_of(row.command))
        if isinstance(field.spec, Words) and field.spec.sealed
    ]
    assert set(canaries) <= set(sealed)
    assert len(set(canaries)) >= 15
    for part in ("record", "log", "vault", "keys"):
        assert await leaks(store.connection, canaries, part) == set()
    assert await faults(store.connection) == []


async def test_nor_does_anything_else_that_the_database_holds(store: Store) -> None:
    canaries = await life(store)
    assert await leaks(store.connection, canaries, "main") == set()
    opened = [str(head) for kind in Kind async for head in heads_of(store.connection, kind).find({})]
    assert {canary for canary in canaries if canary in "".join(opened)} == set(canaries), "heads hold them all"


async def test_the_search_finds_a_head_that_was_not_encrypted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.write.writes.closed", lambda value, head, key, master: (head, None))
    canaries = await life(store)
    assert await leaks(store.connection, canaries, "main") == set(canaries)


async def test_refusals_that_are_recorded_hold_none(store: Store) -> None:
    command, canaries = planted(a_check())
    made = await done(store, LAND, a_report())
    for who in (caller("agency-paper"), caller("agency-health", Post.AUDITOR), caller(LEAD)):
        with pytest.raises(Exception, match=r"."):
            await done(store, who, command, made)
    for part in COLLECTIONS:
        assert await leaks(store.connection, canaries, part) == set()


async def test_the_search_finds_a_field_that_was_not_sealed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests are worth: a text that slips into an event in the clear is found."""
    slip = {"slip": f"{STEM}ReportCase0"}
    monkeypatch.setattr("store.write.writes.pending_of", lambda document: revision.pending_of(document) | slip)
    await life(store)
    assert await leaks(store.connection, [f"{STEM}ReportCase0"], "log")


@pytest.mark.parametrize("encode", [str.encode, lambda text: base64.b64encode(b"xy" + text.encode())])
def test_the_search_sees_through_encodings(encode: Any) -> None:
    text = f"{STEM}ReportCase0 {STEM}"
    assert any(spelled in encode(text) for spelled in spellings(text))


ROWS_IN_THE_CLEAR = {
    *(f"{name}.read_in" for name in ("ActivateLevel", "ActivateProvision", "ActivateTerm", "ConfirmHolidays")),
    *(f"{name}.code" for name in ("ApproveUser", "OpenUser", "RecoverUser", "SetLetterhead")),
    *(f"Confirm{of}.source" for of in ("Agency", "Area", "Holidays", "Lead", "Regulation", "Schedule", "Succession")),
    *(f"Draft{of}.source" for of in ("Level", "Term")),
    *(f"Name{of}.source" for of in ("Agency", "OfficialPage")),
    *(f"Set{of}.source" for of in ("Holidays", "Letterhead")),
    *(f"{of}.source" for of in ("AssignLead", "CompareLead", "CorrectHolidays", "DefineArea")),
    *(f"{of}.source" for of in ("EndSchedule", "EnterRegulation", "GrantCompetence", "ProposeGrant")),
    *(f"{of}.source" for of in ("RegisterAgency", "ScheduleReports", "SucceedAgency")),
    *(f"{name}.key" for name in ("ConfirmSigningKey", "DoubtSigningKey", "EndSigningKey", "EnterSigningKey")),
    *(f"End{of}.reasons" for of in ("Level", "Term")),
    *(f"Refuse{of}.reasons" for of in ("Agency", "AgencyPart", "Area", "Grant")),
    *(f"Refuse{of}.reasons" for of in ("Holidays", "Lead", "Regulation", "Schedule")),
    *(f"{of}.reasons" for of in ("DoubtHolidays", "ProposeGrantEnd")),
    *(f"{name}.page" for name in ("DraftCorrection", "DraftPublication", "ProposeSigning", "RewordPublication")),
    *("ConfirmSigningKey.words", "DefineArea.name", "NameAgency.name", "NameAgency.short"),
    *("RegisterClient.name", "EnterRegulation.number", "EnterRegulation.title", "NameOfficialPage.title"),
    *("NameOfficialPage.address", "EnterSigningKey.public", "RequestDocument.symbol", "SetLetterhead.symbol"),
    *("SetLetterhead.by_delegation", "SetLetterhead.by_order", "SetLetterhead.head", "SetLetterhead.seal"),
    "SetLetterhead.unit",
}
"""Words of the registry, which are read in the clear: names and sources of rows, why one is not right, why an agency
may do what, a program's name, hashes of codes, public keys."""


def test_every_text_of_every_public_command_is_sealed() -> None:
    """What the life above shows of some commands holds of all: a text is sealed, or it is an id of a list."""
    bare = [
        f"{row.command.__name__}.{field.name}"
        for kind in Kind
        for row in public_actions(kind)
        for field in fields_of(row.command)
        if field.type is str and not isinstance(field.spec, Ref)
        if not (isinstance(field.spec, Words) and field.spec.sealed) and not isinstance(field.spec, ContactText)
    ]
    chosen = {"FileDifficulty.clause", "RecordHandover.word", "RecordLateLook.word", "RecordLook.word"}
    assert set(bare) == chosen | ROWS_IN_THE_CLEAR, "a clause of a closed list, and a word that the register gave"
