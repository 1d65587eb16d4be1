"""What the rule of each action must know besides state and registry. The table is written by hand."""

from collections.abc import Mapping

from domain.book import ACTIONS

NEEDED: Mapping[str, str] = {
    "AddressInUse": "enterMailing",
    "CaseAddresses": "addTakedownItem concludeRound decideCase draftTakedown openHearing openRound proposeHandling "
    "proposeTransfer referCase requestCoordination reviewTakedown",
    "ContestedDecision": "acceptRedress askComplainant beginExamination decideRedress fileRedress rejectRedress "
    "requestData",
    "Duplicates": "addTakedownItem draftTakedown linkDuplicate",
    "ErasureTarget": "answerDataRequest approveErasure endRetention proposeErasure recordDataRequest",
    "InspectionOf": "reopenByCommittee reopenCase",
    "LoopbackAdmitted": "changeWebhook registerWebhook",
    "NoticesUnderReview": "closeCase",
    "Source": "requestDocument",
    "Uploaded": "finishDocument submitSignedCopy",
}


def test_every_action_names_what_its_rule_must_know() -> None:
    """Without it, who examines a complaint could not be held against who had part in what it is about (G5)."""
    found: dict[str, list[str]] = {}
    for action in ACTIONS:
        for need in action.needs:
            found.setdefault(need.__name__, []).append(action.name)
    assert {need: " ".join(sorted(names)) for need, names in found.items()} == NEEDED
