"""Who may do what in the life of a case, and in which states: by hand, for the model of it."""

from typing import NamedTuple

EARLY = "RECEIVED SCREENED CHECKING COORDINATING APPRAISED"
CHECKED = "CHECKING COORDINATING"
UNDECIDED = "CHECKING COORDINATING APPRAISED PROPOSED"
FORCE = "DECIDED EXECUTING"
LONG_AFTER = f"{FORCE} RESULT_REPORTED CLOSED"
GOING_ON = f"{EARLY} PROPOSED {FORCE} RESULT_REPORTED"
NOT_CLOSED = f"{GOING_ON} TRANSFERRED"
ASKABLE = f"{UNDECIDED} {FORCE}"
REOPENABLE = f"{FORCE} RESULT_REPORTED TRANSFERRED CLOSED"
ANY = f"{NOT_CLOSED} CLOSED"

CHECKERS = "lead internal police health land district commune"
REVIEWERS = "lead health land district commune"
OPINED = "lead party internal police journalists health land district commune"
PROPOSERS = "lead party police health land district commune"
DECIDERS = "ppc lead health land district commune"
RESULTS = "lead police journalists health land district commune"
REPORTERS = "ppc lead party internal police journalists health land district commune"
READERS = f"{REPORTERS} inspection"
H, S, B = "HANDLER", "SIGNATORY", "HANDLER SIGNATORY"


class Right(NamedTuple):
    """Who holds a right, in which posts and states; how the agency has to stand to the case; the state that it leaves.

    It leads the case, leads or checks it, or takes part; impartial where nothing in the claim may be about who acts.
    """

    holders: str
    posts: str
    states: str
    stands: str = ""
    leads_to: str = ""


RIGHTS: dict[str, Right] = {
    "screenCase": Right("lead", H, "RECEIVED", "lead", "SCREENED"),
    "correctReport": Right("lead", H, "RECEIVED SCREENED CHECKING COORDINATING", "lead"),
    "startChecking": Right(CHECKERS, H, "SCREENED", "part", "CHECKING"),
    "reassignCase": Right("lead", H, "SCREENED CHECKING", "lead", "SCREENED"),
    "nameFocalOfficer": Right(CHECKERS, H, CHECKED, "part"),
    "recordCheck": Right(CHECKERS, H, CHECKED, "part"),
    "recordVerification": Right(CHECKERS, H, CHECKED, "part"),
    "reviewExpression": Right(REVIEWERS, B, CHECKED, "impartial part"),
    "appraiseCase": Right("lead", B, CHECKED, "impartial lead", "APPRAISED"),
    "withdrawAppraisal": Right("lead", B, "APPRAISED", "lead"),
    "openRound": Right("lead police", B, f"{CHECKED} APPRAISED", "lead", "COORDINATING"),
    "giveOpinion": Right(OPINED, B, "COORDINATING"),
    "recordMeeting": Right("lead police", B, "COORDINATING", "lead"),
    "concludeRound": Right("lead police", B, "COORDINATING", "lead"),
    "suggestHandling": Right(PROPOSERS, B, "CHECKING COORDINATING APPRAISED"),
    "proposeHandling": Right(PROPOSERS, H, "APPRAISED", "impartial lead", "PROPOSED"),
    "withdrawProposal": Right(PROPOSERS, B, "PROPOSED", "lead", "APPRAISED"),
    "refuseProposal": Right(DECIDERS, S, "PROPOSED", "", "APPRAISED"),
    "decideCase": Right(DECIDERS, S, "PROPOSED", "", "DECIDED"),
    "startExecution": Right(DECIDERS, B, "DECIDED", "impartial lead", "EXECUTING"),
    "openRemedy": Right("lead", B, "APPRAISED", "lead", "EXECUTING"),
    "reportResult": Right(RESULTS, B, "EXECUTING", "", "RESULT_REPORTED"),
    "closeCase": Right("lead", B, f"{EARLY} RESULT_REPORTED TRANSFERRED", "", "CLOSED"),
    "reopenCase": Right("lead", S, REOPENABLE, "lead"),
    "reopenByCommittee": Right("ppc", S, REOPENABLE),
    "recuseOfficer": Right(READERS, B, ANY),
    "nameConcerned": Right(READERS, f"{B} INSPECTOR", NOT_CLOSED),
    "takeOwnMeasure": Right(CHECKERS, H, GOING_ON, "member"),
    "justifyOwnMeasure": Right(CHECKERS, S, GOING_ON, "impartial member"),
    "endOwnMeasure": Right(CHECKERS, B, ANY, "member"),
    "addEvidence": Right(CHECKERS, H, NOT_CLOSED, "member"),
    "namePaperFile": Right(REPORTERS, H, NOT_CLOSED, "member"),
    "proposeTransfer": Right("lead", B, UNDECIDED, "impartial lead"),
    "signTransfer": Right("lead", S, UNDECIDED, "impartial lead", "TRANSFERRED"),
    "refuseTransfer": Right("lead", S, UNDECIDED, "lead"),
    "handOverTransfer": Right("lead", B, "TRANSFERRED", "impartial lead"),
    "receiveTransfer": Right("police", B, "TRANSFERRED"),
    "recordTransferReturn": Right("lead", B, "TRANSFERRED", "lead", "CHECKING"),
    "recordPoliceOutcome": Right("lead", B, "TRANSFERRED", "lead"),
    "draftTakedown": Right("lead", B, FORCE),
    "addTakedownItem": Right("lead", B, FORCE),
    "approveTakedown": Right("lead", S, FORCE),
    "submitTakedown": Right("lead", B, "EXECUTING"),
    "withdrawTakedown": Right("lead", B, LONG_AFTER),
    "signTakedown": Right("ppc", S, "EXECUTING"),
    "refuseTakedown": Right("ppc", S, FORCE),
    "sendTakedown": Right("ppc", B, "EXECUTING"),
    "recordMinistryReply": Right("lead", B, LONG_AFTER),
    "recordTakedownOutcome": Right("lead", B, LONG_AFTER),
    "reviewTakedown": Right("lead", B, LONG_AFTER),
    "requestCoordination": Right("lead police", B, ASKABLE),
    "answerRequest": Right(OPINED, B, f"{ASKABLE} RESULT_REPORTED"),
    "referCase": Right("lead journalists", B, ASKABLE),
    "answerReferral": Right("lead journalists", B, f"{ASKABLE} RESULT_REPORTED"),
    "rerouteAllegation": Right("lead", B, GOING_ON),
    "linkDuplicate": Right("lead", B, ANY),
    "unlinkDuplicate": Right("lead", B, ANY),
}
"""By hand."""

CLOCKS: dict[str, str] = {
    "lapseRound": "COORDINATING",
    "lapseOwnMeasure": ANY,
    "noteNoReply": LONG_AFTER,
    "noteReviewDue": LONG_AFTER,
    "noteRequestOverdue": f"{ASKABLE} RESULT_REPORTED",
    "notifyAgency": ANY,
    "regroupCase": NOT_CLOSED,
    "passLead": ANY,
}
"""What only the register itself does, and in which states."""

JOINS: dict[str, str] = {
    **{"screenCase": "assigned", "reassignCase": "assigned", "openRound": "invited", "submitTakedown": "committee"},
    **{"startExecution": "agency", "openRemedy": "agency", "requestCoordination": "agency", "referCase": "agency"},
    **{"rerouteAllegation": "agency", "regroupCase": "successor"},
}
"""The field of an act that names who takes part from then on."""
MOVES: dict[str, str] = {
    "signTransfer": "SIGNED",
    "handOverTransfer": "HANDED_OVER",
    "receiveTransfer": "RECEIVED",
    "recordTransferReturn": "RETURNED",
    "recordPoliceOutcome": "OUTCOME_NOTED",
}
"""How the transfer is after an act."""
MOVABLE: dict[str, str] = {
    **{"signTransfer": "DRAFT", "refuseTransfer": "DRAFT", "handOverTransfer": "SIGNED"},
    **{"receiveTransfer": "HANDED_OVER", "recordTransferReturn": "HANDED_OVER RECEIVED"},
    **{"recordPoliceOutcome": "HANDED_OVER RECEIVED"},
}
"""How it has to be before."""

FOR_MACHINES: set[str] = set()
"""What needs no person."""

MILDEST_FIRST = [
    *("OFFICIAL_INFORMATION", "CORRECTION_REQUEST", "WARNING_LETTER", "LABEL_PROPOSAL"),
    *("SANCTION_FILE", "TAKEDOWN_PROPOSAL"),
]
WITHOUT_MEASURE = ("NO_GROUNDS", "PROTECTED", "WITHDRAWN", "DUPLICATE")
