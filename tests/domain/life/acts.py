"""What is done in the lives of cases, by the names of actions: in order, and with fields that say something else."""

from datetime import timedelta
from enum import StrEnum
from itertools import combinations
from typing import Any, Final

from domain.case.state.measures import Measure, VerificationResult
from domain.kernel.fields import fields_of
from domain.kernel.vocabulary import Post
from tests.domain.life.people import (
    AGENCIES,
    ALL_GROUNDS,
    COMMANDS,
    EVERYBODY,
    INTERNAL,
    JOURNALISTS,
    MINISTRY,
    NOBODY,
    SIGNING,
)
from tests.support.facts import HEALTH, LAND, NOW, POLICE
from tests.support.handling_commands import good
from tests.support.handling_facts import DISTRICT, LONG, PPC
from tests.support.world import LEAD, officer


def act(name: str, **changes: Any) -> Any:
    """A command that is in order, with changes."""
    return good(COMMANDS[name], **changes)


def several(*values: str, most: int = 3) -> tuple[tuple[str, ...], ...]:
    """Every choice of some of them, in this order and, of two, in the other."""
    chosen = [combination for n in range(most + 1) for combination in combinations(values, n)]
    return tuple(chosen + [item[::-1] for item in chosen if len(item) == 2])


VERIFIED = (*(VerificationResult.FALSE,) * 9, *VerificationResult)
DAYS = tuple(NOW.date() + timedelta(days=item) for item in (-2, 0, 1, 3, 9, 400))
MAYBE = (None, LONG)
ANY_AGENCY, ANY_AGENCIES = (*AGENCIES, NOBODY), several(*AGENCIES, NOBODY)
EACH: Final = ()
"""Each value of the field's enum, and nothing where it may be left out."""
VARIED: dict[str, dict[str, tuple[Any, ...]]] = {
    "screenCase": {"assigned": ANY_AGENCY, "concerns": ANY_AGENCIES},
    "startChecking": {"focal": (*(officer(agency, Post.HANDLER) for agency in AGENCIES), "officer-nobody")},
    "reassignCase": {"assigned": ANY_AGENCY},
    "rescreenCase": {"category": EACH, "assigned": (None, *ANY_AGENCY)},
    "nameFocalOfficer": {
        "focal": (*(officer(agency, post) for agency in AGENCIES for post in SIGNING), "officer-nobody")
    },
    "recordVerification": {"result": EACH, "independent": (True, False), "source_kind": (None, "INSTITUTION")},
    "reviewExpression": {"conclusion": EACH, "false_fact": MAYBE, "answer": MAYBE, "provision": (None, *ALL_GROUNDS)},
    "appraiseCase": {"finding": EACH, "deviation": MAYBE},
    "openRound": {"invited": ANY_AGENCIES, "method": EACH, "due_days": (1, 3)},
    "giveOpinion": {"position": EACH},
    "recordMeeting": {"held_on": DAYS, "attended": several(*AGENCIES)},
    "concludeRound": {"outcome": EACH, "agreed_option": MAYBE, "dissent": MAYBE},
    "suggestHandling": {"provision": ALL_GROUNDS},
    "proposeHandling": {
        "measure": EACH,
        "provisions": several(*ALL_GROUNDS, most=2),
        "alternatives": several(*Measure),
    },
    "decideCase": {"measure": EACH, "decided_on": DAYS},
    "startExecution": {"agency": ANY_AGENCY, "served_on": DAYS},
    "openRemedy": {"agency": ANY_AGENCY},
    "correctService": {"served_on": DAYS},
    "reportResult": {"done_on": DAYS},
    "closeCase": {"ground": EACH, "publication": EACH},
    "nameConcerned": {"concerns": several(*AGENCIES, NOBODY, most=2), "corruption": (False, False, True)},
    "recuseOfficer": {"officer": (*(who.subject for who in EVERYBODY if who.posts), "officer-nobody")},
    "takeOwnMeasure": {
        "taken_at": (NOW, NOW - timedelta(days=2), NOW + timedelta(days=999)),
        "served_on": DAYS,
        "page": ("https://tin.example/bai-1", "https://tin.example", "https://khac.example/bai-1"),
    },
    "justifyOwnMeasure": {"provision": ALL_GROUNDS},
    "addEvidence": {
        "upload": tuple(f"{case}/{who}/{n}" for case in ("case-1", "case-2") for who in AGENCIES for n in "ab")
    },
    "notifyAgency": {"agency": ANY_AGENCY},
    "regroupCase": {"former": (HEALTH, LAND), "successor": (DISTRICT, LEAD)},
    "proposeTransfer": {"police": (POLICE, HEALTH, NOBODY), "provisions": several(*ALL_GROUNDS, most=2)},
    "draftTakedown": {"provisions": several(*ALL_GROUNDS, most=2)},
    "addTakedownItem": {"url": ("https://t.me/mau/1", "https://tin.example/")},
    "submitTakedown": {"committee": (PPC, LAND)},
    "sendTakedown": {"ministry": (MINISTRY, LAND)},
    "recordMinistryReply": {"answer": EACH},
    "recordTakedownOutcome": {"outcome": EACH},
    "requestCoordination": {"agency": ANY_AGENCY},
    "referCase": {"agency": (JOURNALISTS, LAND)},
    "answerReferral": {"outcome": EACH},
    "rerouteAllegation": {"agency": (INTERNAL, LAND)},
    "linkDuplicate": {"of": ("case-0", "case-1")},
}
"""What a field may say, good and bad, where it says more than words."""
for _name, _pools in VARIED.items():
    for _field in fields_of(COMMANDS[_name]):
        if _pools.get(_field.name) is EACH:
            _kind: type[StrEnum] = _field.type
            _pools[_field.name] = (*((None,) if _field.optional else ()), *_kind)
OF_PERSONS = {
    *("openHearing", "answerHearing", "askRestoration", "recordRestorationReply", "recordRestorationOutcome"),
    *("requestProtection", "recordProtectionRequest", "reviewHarm", "findHarm", "passOnProtection"),
    *("withdrawProtection", "recordProtectionWithdrawal", "confirmProtection", "inspectProtection", "endAtOnce"),
    *("recordRelease", "moveRecusal", "answerRecusal", "decideRecusal", "undoRecusal"),
    *("withdrawOwnReport", "recordWithdrawal", "confirmWithdrawal", "refuseWithdrawal"),
    *("askForLook", "recordLook", "recordLateLook", "recordHandover", "withdrawProof", "nameConcernedByCode"),
    *("askReporter", "writeToAgency", "answerTransfer"),
}
"""What is owed to the person concerned, and who may act: held by tables of its own, beside the way of the case."""
BEGINNINGS = {"reportCase", "importCase", "reportContent"}
ANYWHERE = {name: act(name) for name in COMMANDS if name not in OF_PERSONS | BEGINNINGS}
"""Commands that are in order somewhere, by the name of their action."""
