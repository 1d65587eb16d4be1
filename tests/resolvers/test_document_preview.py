"""The preview of a paper says what the paper will say, also of acts in other streams."""

from dataclasses import replace

from domain.access.record import Purpose
from domain.complaint.state import RedressOutcome
from domain.document.requests import RequestDocument
from domain.document.state import DocumentFormat, DocumentKind
from resolvers.document_preview import previewed
from store.store import Store
from tests.resolvers.asking import context_of
from tests.support.complaints import appoint_others, complaint, decided, other, ruled
from tests.support.record import head_of, there


async def test_a_ruling_names_the_decision_by_its_number(store: Store) -> None:
    await appoint_others(store)
    case = await decided(store)
    redress = await complaint(store, case)
    await ruled(store, redress, RedressOutcome.DISMISSED)
    context = replace(await context_of(store, other()), purpose=Purpose.REDRESS)
    command = RequestDocument(source_id=redress, kind=DocumentKind.RULING, format=DocumentFormat.PDF)
    lines = there(await previewed(context, command, None)).lines
    [decision] = (await head_of(store.connection, case))["decisions"]
    assert any(decision["number"].partition("/")[0] in line and "Quyết định" in line for line in lines)
    assert not any(decision["public_code"] in line for line in lines), "the code names acts that have no number"
