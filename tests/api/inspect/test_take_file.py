"""Taking the whole file of a case from the desk: who asks for it, how far it is, and who is given it."""

import re
from uuid import uuid4

import pytest

from domain.document.requests import FinishDocument
from domain.kernel.actor import SYSTEM
from domain.kernel.vocabulary import Post
from store.files.documents import payload
from store.process.settings import Settings
from store.store import opened_store
from tests.support.in_process import InProcess
from tests.support.play import Play
from tests.support.reader import Reader, said
from tests.support.tokens import Issuer

PDF = b"%PDF-1.7 as the worker made it"


@pytest.fixture(scope="module")
def play(api: InProcess, issuer: Issuer) -> Play:
    play = Play(api, issuer)
    play.report()
    return play


def asked(reader: Reader, play: Play, language: str = "vi") -> str:
    """The document that a reader asked for on the page."""
    reader.open(f"/inspect/cases/{play.case}/take?lang=en")
    answer = reader.send(language=language)
    assert answer.status_code == 200
    found = re.search(r"document-[0-9a-f]+", str(answer.url))
    assert found
    return found[0]


async def made(installation: dict[str, str], play: Play, document: str) -> None:
    """What the worker does, without its press."""
    async with opened_store(Settings.from_env(installation)) as store:
        upload = await store.uploads.keep("agency-lead", play.case, payload(b"d" * 32, PDF), "application/pdf")
        await store.execute(SYSTEM, FinishDocument(upload=upload), command_id=uuid4(), target=document)


async def test_asked_for_made_and_taken_with_its_purpose_recorded(
    api: InProcess, installation: dict[str, str], inspector: Reader, play: Play
) -> None:
    document = asked(inspector, play)
    assert "The file is being made" in said(inspector.shown)
    await made(installation, play, document)
    page = inspector.open(f"/inspect/cases/{play.case}/take?document={document}")
    assert "File of the case, Version 1 (PDF/A)" in said(page)
    again = inspector.open(f"/inspect/cases/{play.case}/take")
    assert f'href="?document={document}"' in again.text, "it is found without the link that was shown first"
    given = inspector.open(f"/inspect/cases/{play.case}/take/{document}")
    assert (given.content, given.headers["content-type"]) == (PDF, "application/pdf")
    assert given.headers["content-disposition"].startswith("attachment")
    readings = inspector.words(f"/inspect/cases/{play.case}?lang=en").partition("Who read Newest first")[2]
    assert re.search(r"Download of a document (\(2\) )?Inspection", readings)


def test_an_agency_asks_for_what_it_may_read(api: InProcess, play: Play) -> None:
    reader = Reader.seated(api, "agency-land", Post.AUDITOR)
    document = asked(reader, play, "en")
    stranger = Reader.seated(api, "agency-police", Post.AUDITOR)
    for path in ("take", f"take?document={document}", f"take/{document}"):
        assert stranger.open(f"/inspect/cases/{play.case}/{path}").status_code == 404
    early = reader.open(f"/inspect/cases/{play.case}/take/{document}")
    assert early.status_code == 409


@pytest.mark.parametrize("path", ["take?document=x", "take?document=document-0", "take/document-0", "take/case-0"])
def test_what_is_no_file_of_the_case_is_not_found(inspector: Reader, play: Play, path: str) -> None:
    assert inspector.open(f"/inspect/cases/{play.case}/{path}").status_code == 404


def test_a_form_without_a_language_orders_nothing(inspector: Reader, play: Play) -> None:
    inspector.open(f"/inspect/cases/{play.case}/take")
    assert inspector.send(language="fr").status_code == 404
    inspector.open(f"/inspect/cases/{play.case}/take")
    assert inspector.send({"Origin": "https://elsewhere.example"}, language="vi").status_code == 403
