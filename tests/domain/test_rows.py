"""What the rows of actions say besides who may take them over the API (`test_who_may.py`). The tables are by hand.

Actions that the API offers to no agency are the register's own, the operator's, and those of persons with a code.
"""

import csv
from collections.abc import Mapping
from pathlib import Path

from domain.book import ACTIONS

NEEDED: Mapping[str, str] = {
    "AccusedCase": "accuseAgency accuseByCode declineAccusation reopenAccused",
    "AddressInUse": "enterMailing",
    "CaseAddresses": "addTakedownItem approveTakedown askReporter concludeRound decideCase draftTakedown openHearing "
    "openRound proposeHandling proposeTransfer recordVerification referCase requestCoordination reviewTakedown",
    "ContestedDecision": "acceptRedress askComplainant beginExamination decideRedress fileRedress rejectRedress "
    "requestData resumeRedress suspendRedress",
    "DecidedElsewhere": "decideCase proposeHandling",
    "Duplicates": "addTakedownItem draftTakedown linkDuplicate",
    "ErasureTarget": "answerDataRequest approveErasure endRetention proposeErasure recordDataRequest",
    "InspectionOf": "reopenByCommittee reopenCase",
    "KnownSources": "recordVerification",
    "LoopbackAdmitted": "changeWebhook registerWebhook",
    "NoticesUnderReview": "closeCase",
    "Source": "requestDocument",
    "TableOf": "recordInspection",
    "TextOfDraft": "activateProvision",
    "Uploaded": "finishDocument submitSignedCopy",
}


def test_every_action_names_what_its_rule_must_know() -> None:
    """Without it, who examines a complaint could not be held against who had part in what it is about (G5)."""
    found: dict[str, list[str]] = {}
    for action in ACTIONS:
        for need in action.needs:
            found.setdefault(need.__name__, []).append(action.name)
    assert {need: " ".join(sorted(names)) for need, names in found.items()} == NEEDED


def test_what_no_agency_is_offered_says_whose_it_is_and_in_which_states() -> None:
    with (Path(__file__).parent / "not_offered.csv").open(encoding="utf-8", newline="") as file:
        written = sorted(tuple(line.values()) for line in csv.DictReader(file))
    found = [
        (action.stream.value, action.name, " ".join(sorted(action.by)), " ".join(sorted(action.states or ())))
        for action in ACTIONS
        if not action.public
    ]
    assert sorted(found) == written
