"""Documents of complaints and directives, from the request to the file, by the worker's job."""

from uuid import uuid4

import pytest

from domain.activity.directives import IssueDirective
from domain.complaint.state import RedressOutcome
from domain.document.requests import RequestDocument
from domain.document.state import DocumentFormat, DocumentKind
from domain.kernel.actor import Caller
from domain.kernel.refusals import NotFound
from domain.kernel.vocabulary import Post
from store.store import Store
from tests.support.complaints import TEXT, appoint_others, complaint, decided, other, ruled
from tests.support.handling_facts import LONG
from tests.support.measured import letters
from tests.support.record import problem, there
from tests.support.world import caller
from tests.workers.documents.test_hostile import squeezed
from workers.deliver import deliver


async def ask(store: Store, who: Caller, source: str, kind: DocumentKind) -> str:
    command = RequestDocument(source_id=source, kind=kind, format=DocumentFormat.PDF)
    return (await store.execute(who, command, command_id=uuid4())).stream


async def text_of(store: Store, document: str) -> str:
    for id in await store.outbox.due():
        await deliver({"store": store}, id)
    head = there(await store.documents.any(document))
    assert head["state"] == "COMPILED"
    return letters((await store.documents.file(head)).content)


async def test_a_ruling_is_for_the_agencies_that_have_a_part_in_the_complaint(store: Store) -> None:
    await appoint_others(store)
    redress = await complaint(store, await decided(store))
    early = await problem(ask(store, other(), redress, DocumentKind.RULING))
    await ruled(store, redress, RedressOutcome.DISMISSED)
    found = await text_of(store, await ask(store, other(), redress, DocumentKind.RULING))
    assert squeezed("(lần đầu)") in found
    assert squeezed(TEXT) in found
    stranger = await problem(ask(store, caller("agency-land"), redress, DocumentKind.RULING))
    assert (getattr(early, "code", None), type(stranger)) == ("document-nothing-there", NotFound)


@pytest.mark.parametrize(("agency", "seen"), [("agency-ppc", True), ("agency-health", True), ("agency-land", False)])
async def test_a_directive_is_for_those_it_names(store: Store, agency: str, seen: bool) -> None:
    command = IssueDirective(document_number="3/CT", content=LONG, addressees=("agency-health",), due_days=5)
    source = (await store.execute(caller("agency-ppc", Post.SIGNATORY), command, command_id=uuid4())).stream
    if seen:
        assert squeezed(LONG) in await text_of(store, await ask(store, caller(agency), source, DocumentKind.DIRECTIVE))
    else:
        assert isinstance(await problem(ask(store, caller(agency), source, DocumentKind.DIRECTIVE)), NotFound)
