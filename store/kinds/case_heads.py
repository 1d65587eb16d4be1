"""The fields of a case's head that lists, inboxes and search need. A hidden case is found by neither text nor address.

Nothing here is a key for an account, a host, a path or a person, and no list can be narrowed to one (X2).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from domain.case.duties import duties
from domain.case.hearing import open_by_address
from domain.case.state.case import Case
from domain.complaint.acts import acts_in
from domain.erasure.retention import Kept, kept_as
from domain.kernel import text
from domain.kernel.masking import without_numbers
from domain.kernel.text import sort_key
from domain.publication.publishable import publishing_agencies
from store.driver.conditions import stored
from store.keys.master import MasterKey
from store.kinds.owed import NEVER
from store.kinds.sight import seen_by
from store.kinds.similarity import bands

TERMS_MOST = 1_000
"""Distinct syllables of a case that search can find, and distinct words as they are written."""

Document = dict[str, Any]


def case_fields(case: Case, document: Document, at: datetime, master: MasterKey) -> Document:
    recorded = [stored(duty.due_at) for duty in duties(case) if duty.due_at is not None]
    found: Document = {
        "opened_at": document["receipt"]["received_at"],
        "changed_at": stored(at),
        "next_due": min(recorded, default=NEVER),
        "claim_order": "",
        "numbered": False,
        "hidden": case.hidden,
        "protects": kept_as(case) is Kept.PROTECTION,
        "seen_by": seen_by(case.members, fields=[str(case.category)] if case.category else ()),
        "results_of": publishing_agencies(case),
        "terms": [],
        "words": [],
        "url_key": [],
        "bands": [],
        "decision_keys": [],
        "decision_codes": [measure.public_code for measure in case.own_measures if measure.public_code],
        "hearing_keys": [],
        "hearing_codes": [hearing.code for hearing in case.hearings if hearing.code],
    }
    if case.hidden:
        found["decision_codes"] = []
    claim, addresses = document["claim"], [document["url"], *document["addresses"]]
    findable = without_numbers(claim or "")
    found["numbered"] = findable != (claim or "")
    if case.hidden or claim is None:
        return found
    found["claim_order"] = master.ordering(sort_key(findable))
    # In the order of their hashes: that of the text would tell more than which syllables occur.
    found["terms"] = sorted(map(master.term, text.syllables(" ".join(searched(document)), TERMS_MOST)))
    found["words"] = sorted(map(master.word, text.words(" ".join(searched(document)), TERMS_MOST)))
    found["bands"] = bands(findable, master)
    found["url_key"] = _keys(addresses, master)
    if open_by_address(case):
        found["hearing_keys"] = _keys(addresses, master)
    if case.decisions:
        items = (item["url"] for takedown in document["takedowns"] for item in takedown["items"])
        found["decision_keys"] = _keys([*addresses, *items], master)
    found["decision_codes"] = [act.public_code for act in acts_in(case)]
    return found


def _keys(addresses: Iterable[str | None], master: MasterKey) -> list[bytes]:
    """The keyed hash of each address in its normal form; an erased one has none."""
    return [master.match(text.normal_url(address)) for address in addresses if address]


def searched(document: Document) -> Iterator[str]:
    """The texts of a case that search covers: its numbers first, for there are few of them, and its claim without the
    numbers and accounts that somebody wrote there (X2)."""
    yield document["code"]
    yield document["receipt"]["document_number"] or ""
    for paper in (*document["decisions"], *document["results"]):
        yield paper.get("number") or paper.get("document_number") or ""
    yield without_numbers(document["claim"] or "")
