"""Whoever owns the database changes a case behind the register's back: the page of its proof names what was done."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pymongo import MongoClient

from api.pages.inspect.pages import INSPECT
from store.driver.connection import Names
from store.log.audit.finding import CODES
from tests.support.house import ROOT
from tests.support.in_process import InProcess
from tests.support.play import Play
from tests.support.reader import Reader
from tests.support.tokens import Issuer

Collection = Any
Tampering = tuple[str, str, str, Callable[[Collection, dict[str, Any]], object], str]
"""Part, collection, the field that names the case there, what is done, and the finding that names it."""


def body_replaced(revisions: Collection, where: dict[str, Any]) -> object:
    """A version says that somebody else acted."""
    body = bytes(revisions.find_one(where)["body"]).replace(b"agency-lead", b"agency-land")
    return revisions.update_one(where, {"$set": {"body": body}})


def zeroed(texts: Collection, where: dict[str, Any]) -> object:
    """Sealed texts are not what was sealed."""
    return texts.update_many(where, {"$set": {"closed": b"\x00" * 64, "sealed": b"\x00"}})


AGAIN = {"$set": {"cycle": 7}}
TAMPERINGS: dict[str, Tampering] = {
    "a head": ("main", "cases", "_id", lambda rows, where: rows.update_one(where, AGAIN), "head-differs"),
    "a key": ("keys", "wrapped", "stream", lambda rows, where: rows.delete_many(where), "key-missing"),
    "a text": ("vault", "sealed", "stream", zeroed, "value-altered"),
    "a version": ("record", "revisions", "_id 2", lambda rows, where: rows.delete_one(where), "head-differs"),
    "a body": ("record", "revisions", "_id 2", body_replaced, "body-differs"),
    "a marker": ("log", "pending", "_id 1", lambda rows, where: rows.delete_one(where), "revision-unsealed"),
}


@pytest.fixture
def databases(installation: dict[str, str], root_uri: str) -> Iterator[Callable[[str, str], Collection]]:
    """A collection by part and name, with the administrator's rights."""
    with MongoClient[dict[str, Any]](root_uri) as client:
        names = Names(installation["CASEBOOK_MONGO_PREFIX"])
        yield lambda part, name: client[getattr(names, part)][name]


@contextmanager
def put_back(rows: Collection, where: dict[str, Any]) -> Iterator[None]:
    """Others use the same installation: afterwards everything is as it was."""
    before = list(rows.find(where))
    try:
        yield
    finally:
        for row in before:
            rows.replace_one({"_id": row["_id"]}, row, upsert=True)


@pytest.mark.parametrize("what", TAMPERINGS)
def test_the_page_names_what_was_done(
    api: InProcess, issuer: Issuer, inspector: Reader, databases: Callable[[str, str], Collection], what: str
) -> None:
    play = Play(api, issuer)
    play.report()
    play.act("lead", "screenCase", category="HEALTH", assigned="agency-health")
    page = f"/inspect/cases/{play.case}/proof?lang=en"
    assert "Nothing unusual" in inspector.words(page)
    part, collection, named, tamper, code = TAMPERINGS[what]
    field, _, version = named.partition(" ")
    rows, where = databases(part, collection), {field: f"{play.case}:{version}" if version else play.case}
    with put_back(rows, where):
        tamper(rows, where)
        words = inspector.words(page)
        assert "The register found" in words
        assert code in words
    assert "Nothing unusual" in inspector.words(page)


def test_each_finding_of_a_case_is_a_sentence_in_both_languages() -> None:
    page = (ROOT / "docs" / "tamperings.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in page.splitlines() if re.match(r"\| [0-9]+ \|", line)]
    named = {code for row in rows for code in re.findall(r"`([a-z-]+)`", row[7])}
    assert len(named) > 10
    for texts in INSPECT.texts.values():
        assert named - set(texts["discrepancies"]) == set()
        assert set(texts["discrepancies"]) <= set(CODES), "codes that there are"
