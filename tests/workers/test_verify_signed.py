"""A signed copy from the upload to the finding: against the real database, by the worker's own job."""

from typing import Any
from uuid import uuid4

import pytest

from domain.document.requests import VERIFY, SubmitSignedCopy
from domain.document.state import DocumentKind
from domain.kernel.refusals import Refused
from store.store import Store
from tests.support.certificates import holder, root
from tests.support.clock import TestClock
from tests.support.decided import HANDLER
from tests.support.press import decided
from tests.support.record import faults, problem
from tests.support.signers import signed
from tests.support.world import caller
from tests.workers.test_compile import ask, head
from workers.deliver import JOBS, deliver
from workers.signing.refusal import Trust
from workers.verify_signed import verify_signed_copy

TRUST = Trust(roots=(root().asn1,))


async def drain(store: Store, trust: Trust | None) -> None:
    async def verify(store: Store, claim: Any) -> None:
        await verify_signed_copy(store, claim, trust=trust)

    for id in await store.outbox.due():
        await deliver({"store": store, "jobs": {**JOBS, VERIFY: verify}}, id)


async def compiled(store: Store, clock: TestClock) -> str:
    case = await decided(store, clock)
    id = await ask(store, case.id, DocumentKind.DECISION)
    await drain(store, None)
    return id


async def hand_in(store: Store, id: str, content: bytes, media_type: str = "application/pdf", agency: str = "") -> None:
    document = await head(store, id)
    upload = await store.uploads.keep(agency or document["agency"], document["source"], content, media_type)
    command = SubmitSignedCopy(upload=upload)
    await store.execute(HANDLER, command, command_id=uuid4(), target=id, expected=document["n"])


async def test_a_good_copy_says_who_signed_and_is_not_replaced(store: Store, clock: TestClock) -> None:
    id = await compiled(store, clock)
    issued = (await store.documents.file(await head(store, id))).content
    copy = signed(issued, holder())
    await hand_in(store, id, copy)
    assert (await head(store, id))["signed"]["state"] == "SUBMITTED"
    await drain(store, TRUST)
    found = (await head(store, id))["signed"]
    assert (found["state"], found["failure"]) == ("VERIFIED", None)
    assert (found["signers"], len(found["signatures"])) == ("MẪU – Giám đốc", 1)
    assert await store.uploads.content((await head(store, id))["source"], found["file"]) == copy
    with pytest.raises(Refused, match="signed-copy-there"):
        await hand_in(store, id, copy)
    assert await faults(store.connection) == []


async def test_a_refused_copy_may_be_followed_by_another(store: Store, clock: TestClock) -> None:
    id = await compiled(store, clock)
    issued = (await store.documents.file(await head(store, id))).content
    await hand_in(store, id, issued)
    await drain(store, TRUST)
    assert (await head(store, id))["signed"]["failure"] == "signed-copy-unsigned"
    await hand_in(store, id, signed(issued, holder()))
    await drain(store, None)
    assert (await head(store, id))["signed"]["failure"] == "signed-copy-not-set-up"


@pytest.mark.parametrize(
    ("media_type", "agency", "code"),
    [("image/png", "", "signed-copy-no-pdf"), ("application/pdf", "agency-land", "upload-unknown")],
)
async def test_what_is_handed_in_is_a_pdf_of_the_own_agency(
    store: Store, clock: TestClock, media_type: str, agency: str, code: str
) -> None:
    id = await compiled(store, clock)
    with pytest.raises(Refused, match=code):
        await hand_in(store, id, b"%PDF", media_type, agency)


async def test_another_agency_does_not_find_the_document(store: Store, clock: TestClock) -> None:
    id = await compiled(store, clock)
    document = await head(store, id)
    upload = await store.uploads.keep("agency-land", document["source"], b"%PDF", "application/pdf")
    command = SubmitSignedCopy(upload=upload)
    tried = store.execute(caller("agency-land"), command, command_id=uuid4(), target=id, expected=document["n"])
    assert (await problem(tried)).code == "not-found"
